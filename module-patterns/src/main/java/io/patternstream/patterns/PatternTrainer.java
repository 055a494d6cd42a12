/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.patterns;

import io.patternstream.api.model.LayerId;
import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.pattern.LayerMoments;
import io.patternstream.api.pattern.LayerPattern;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.pattern.PatternLearner;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.PatternSnapshot.Provenance;
import io.patternstream.api.pattern.Regime;
import io.patternstream.api.pattern.SnapshotId;
import io.patternstream.patterns.estimate.Estimator;
import io.patternstream.patterns.estimate.PatternEstimation;
import io.patternstream.patterns.stats.LayerAccumulator;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Learns the patterns of one model. One thread at a time.
 *
 * <p>The same statistics in the same order give the same snapshot, bit for bit, under the same id; only its time of creation
 * differs. Memory: four float64 values per weight.
 */
public final class PatternTrainer implements PatternLearner {
    private final ModelDescription model;
    private final Map<LayerId, LayerWeights> layers = new LinkedHashMap<>();
    private final Map<LayerId, LayerAccumulator> statistics = new LinkedHashMap<>();
    private final List<Estimator> estimators;
    private final InstantSource clock;
    private long samples;

    private PatternTrainer(
            ModelDescription model, List<LayerWeights> layers, List<Estimator> estimators, InstantSource clock) {
        this.model = model;
        this.estimators = estimators;
        this.clock = clock;
        for (LayerWeights layer : layers) {
            int neurons = layer.weights().shape().dimension(0);
            this.layers.put(layer.id(), layer);
            this.statistics.put(
                    layer.id(),
                    LayerAccumulator.create(
                            neurons, layer.weights().shape().inner().elementCount()));
        }
    }

    /**
     * Creates one that has seen no images.
     *
     * @param model the model
     * @param layers the layers to learn patterns for
     * @param estimators names: {@code linear}, {@code relu}, {@code relu.negative}, {@code relu.centred}; at least one
     * @param clock dates the snapshots
     * @return a trainer
     * @throws IllegalArgumentException if an estimator is unknown or none is given
     */
    public static PatternTrainer create(
            ModelDescription model, List<LayerWeights> layers, List<String> estimators, InstantSource clock) {
        if (estimators.isEmpty()) {
            throw new IllegalArgumentException("no estimator was given; explanations need linear and relu");
        }
        return new PatternTrainer(
                model,
                layers,
                estimators.stream().map(Estimator::named).distinct().toList(),
                clock);
    }

    @Override
    public void accept(LayerMoments moments) {
        LayerAccumulator accumulator = statistics.get(moments.layer());
        if (accumulator == null) {
            throw new IllegalArgumentException("model " + model.name() + " has no layer " + moments.layer());
        }
        accumulator.accept(moments);
    }

    @Override
    public void folded(int images) {
        samples += images;
    }

    @Override
    public long samples() {
        return samples;
    }

    @Override
    public PatternSnapshot snapshot(Map<String, Long> offsets) {
        Set<Regime> regimes = Estimator.regimes(estimators);
        List<LayerPattern> patterns = new ArrayList<>();
        statistics.forEach((id, accumulator) -> {
            LayerWeights layer = layers.get(id);
            if (layer != null) {
                regimes.forEach(regime -> patterns.add(PatternEstimation.estimate(layer, accumulator, regime)));
            }
        });
        List<String> names = estimators.stream().map(Estimator::key).toList();
        Provenance provenance = new Provenance(model.sha256(), names, samples, offsets, clock.instant());
        return new PatternSnapshot(id(patterns), provenance, patterns);
    }

    /** Names a snapshot by its model, number of images, and the hash of its float32 values. */
    private SnapshotId id(List<LayerPattern> patterns) {
        MessageDigest digest = Hashes.sha256();
        for (LayerPattern pattern : patterns) {
            digest.update((pattern.layer() + "/" + pattern.regime().key()).getBytes(StandardCharsets.UTF_8));
            ByteBuffer values = ByteBuffer.allocate(pattern.shape().elementCount() * Float.BYTES);
            for (double value : pattern.toArray()) {
                values.putFloat((float) value);
            }
            digest.update(values.array());
        }
        String hash = Hashes.hex(digest).substring(0, 8);
        return new SnapshotId(String.format(Locale.ROOT, "%s-%09d-%s", model.name(), samples, hash));
    }
}
