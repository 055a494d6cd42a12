/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.evaluation.signal;

import io.patternstream.api.model.LayerId;
import io.patternstream.api.pattern.LayerRows;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.RowTap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Measures how well signal estimators S find the signal in the inputs x of each layer's neurons with weights w, by what they
 * leave (Kindermans et al. 2017, arXiv 1705.05598, Eq. 3):
 *
 * <pre>
 * rho(S) = 1 - max_v corr(w . x, v . (x - S(x)))
 * </pre>
 *
 * <p>1 means that nothing of the output can be told from what was removed, 0 that all of it can. v is found by ridge
 * regression on the rows of every second image, the correlation is measured on the rows of the others; below 0 it counts as 0.
 * Any v but the best gives a smaller correlation, so with few rows for many inputs the result is an upper bound. S_x leaves
 * nothing and has rho = 1 by definition.
 *
 * <p>Rows are collected first, patterns named afterwards: several snapshots can be compared on the same rows. Rows and neurons are
 * drawn by chance from a seed; the same seed and rows give the same result. Memory is bounded by the {@link SampleSize}, and while
 * a layer is measured by 16 bytes per value of its rows. Mutable; one thread at a time.
 */
public final class SignalQuality implements RowTap {
    private final Map<LayerId, LayerWeights> layers = new LinkedHashMap<>();
    private final Map<LayerId, LayerSample> samples = new LinkedHashMap<>();
    private final SampleSize size;
    private final SplittableRandom random;
    private final long seed;
    private long images;

    private SignalQuality(List<LayerWeights> layers, SampleSize size, long seed) {
        layers.forEach(layer -> this.layers.put(layer.id(), layer));
        this.size = size;
        this.seed = seed;
        this.random = new SplittableRandom(seed);
    }

    /**
     * Creates one that has seen no rows.
     *
     * @param layers the layers to measure
     * @param size how much is kept
     * @param seed of all draws
     * @return the measurement
     */
    public static SignalQuality create(List<LayerWeights> layers, SampleSize size, long seed) {
        return new SignalQuality(layers, size, seed);
    }

    @Override
    public void accept(LayerRows rows) {
        LayerWeights layer = layers.get(rows.layer());
        if (layer == null) {
            throw new IllegalArgumentException("there is no layer " + rows.layer() + " to measure");
        }
        samples.computeIfAbsent(
                        rows.layer(),
                        id -> LayerSample.create(
                                layer, rows.inputs(), size, size.bytes() / layers.size(), random.split()))
                .accept(rows, images);
    }

    /**
     * Counts images whose rows have been accepted: the next ones are others.
     *
     * @param count how many
     */
    public void folded(int count) {
        images += count;
    }

    /** {@return the layers to measure, in their order} */
    public List<LayerId> layers() {
        return List.copyOf(layers.keySet());
    }

    /**
     * Measures estimators in every layer.
     *
     * @param estimators which; those that need patterns are left out in layers that lack them
     * @param patterns what they use
     * @return one per layer that has at least two rows in each half, in the order of the layers
     * @throws IllegalArgumentException if a pattern does not fit its layer, or rows or patterns are not finite
     */
    public List<LayerQuality> measure(Set<SignalEstimator> estimators, PatternSnapshot patterns) {
        return layers.keySet().stream()
                .flatMap(layer -> measure(layer, estimators, patterns).stream())
                .toList();
    }

    /**
     * Measures estimators in one layer.
     *
     * @param layer the layer
     * @param estimators which; those that need patterns are left out if the layer lacks them
     * @param patterns what they use
     * @return the result; empty unless the layer has at least two rows in each half
     * @throws IllegalArgumentException if a pattern does not fit, or rows or patterns are not finite
     */
    public Optional<LayerQuality> measure(LayerId layer, Set<SignalEstimator> estimators, PatternSnapshot patterns) {
        return Optional.ofNullable(samples.get(layer))
                .filter(sample ->
                        sample.regression().count() > 1 && sample.heldOut().count() > 1)
                .map(sample -> new LayerMeasurement(sample, new Directions(sample.layer(), patterns, seed))
                        .measure(estimators));
    }
}
