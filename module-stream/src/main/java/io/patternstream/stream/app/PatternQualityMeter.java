/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.app;

import io.patternstream.api.model.LayerId;
import io.patternstream.api.pattern.LayerPattern;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.PatternSource;
import io.patternstream.api.pattern.RowSource;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.evaluation.signal.LayerQuality;
import io.patternstream.evaluation.signal.SampleSize;
import io.patternstream.evaluation.signal.SignalEstimator;
import io.patternstream.evaluation.signal.SignalQuality;
import io.patternstream.patterns.PatternDistance;
import io.patternstream.stream.metrics.LayerDrift;
import io.patternstream.stream.training.QualityMeter;
import io.patternstream.stream.training.SnapshotQuality;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Compares patterns by their cosine distance and by rho(S_a) of a sample of rows and neurons. The source of rows is opened when
 * it is first needed. For one thread.
 */
final class PatternQualityMeter implements QualityMeter {
    /** Correlations of fewer rows are chance. */
    private static final int LEAST_ROWS = 16;

    private static final int ROWS_PER_IMAGE = 8;
    private static final SampleSize SIZE = new SampleSize(512, 64L << 20, 8);
    /** The same rows and neurons each time, so that rho changes with the data only. */
    private static final long SEED = 1;

    private final Supplier<RowSource> rows;
    private final List<LayerWeights> layers;
    private final PatternSource active;
    private SplittableRandom random = new SplittableRandom(SEED);
    private @Nullable RowSource source;
    private @Nullable HeldOut heldOut;

    PatternQualityMeter(Supplier<RowSource> rows, List<LayerWeights> layers, PatternSource active) {
        this.rows = rows;
        this.layers = layers;
        this.active = active;
    }

    /** Patterns, and rows of images that they were not learned from. */
    private record HeldOut(PatternSnapshot before, SignalQuality quality) {
        OptionalDouble rho(LayerId layer, PatternSnapshot patterns) {
            return quality.measure(layer, EnumSet.of(SignalEstimator.LINEAR), patterns).stream()
                    .filter(found -> found.heldOutRows() >= LEAST_ROWS)
                    .map(LayerQuality::rho)
                    .filter(rho -> rho.containsKey(SignalEstimator.LINEAR))
                    .mapToDouble(rho -> rho.getOrDefault(SignalEstimator.LINEAR, Double.NaN))
                    .findFirst();
        }
    }

    @Override
    public void begin(PatternSnapshot before) {
        random = new SplittableRandom(SEED);
        heldOut = new HeldOut(before, SignalQuality.create(layers, SIZE, SEED));
    }

    @Override
    public void observe(Tensor images) {
        HeldOut into = heldOut;
        if (into == null) {
            return;
        }
        RowSource open = source == null ? rows.get() : source;
        source = open;
        open.observe(images, ROWS_PER_IMAGE, random, into.quality);
        into.quality.folded(images.shape().dimension(0));
    }

    @Override
    public Optional<SnapshotQuality> measure(PatternSnapshot candidate) {
        HeldOut seen = heldOut;
        heldOut = null;
        return active.current()
                .map(current -> new SnapshotQuality(current.id().value(), compared(current, candidate, seen)));
    }

    private List<LayerDrift> compared(PatternSnapshot current, PatternSnapshot candidate, @Nullable HeldOut seen) {
        List<LayerDrift> compared = new ArrayList<>();
        for (LayerWeights layer : layers) {
            Optional<LayerPattern> a = current.pattern(layer.id(), layer.regime());
            Optional<LayerPattern> b = candidate.pattern(layer.id(), layer.regime());
            if (a.isPresent() && b.isPresent()) {
                compared.add(new LayerDrift(
                        layer.id().name(),
                        PatternDistance.of(a.get(), b.get()).cosine(),
                        seen == null ? OptionalDouble.empty() : seen.rho(layer.id(), current),
                        seen == null ? OptionalDouble.empty() : seen.rho(layer.id(), seen.before)));
            }
        }
        return compared;
    }

    @Override
    public void close() {
        heldOut = null;
        if (source != null) {
            source.close();
            source = null;
        }
    }
}
