/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.evaluation.signal;

import io.patternstream.api.model.LayerId;
import io.patternstream.api.pattern.LayerPattern;
import io.patternstream.api.pattern.LayerRows;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.PatternSnapshot.Provenance;
import io.patternstream.api.pattern.Regime;
import io.patternstream.api.pattern.SnapshotId;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One dense layer and rows of it. */
final class Rows {
    static final LayerId LAYER = new LayerId("layer");

    private final int inputs;
    private final double[] weights;
    private final double[] biases;

    /** A layer of K neurons with weights {@code [K, D]}. */
    Rows(double[] weights, double... biases) {
        this.inputs = weights.length / biases.length;
        this.weights = weights;
        this.biases = biases;
    }

    LayerWeights layer() {
        float[] values = new float[weights.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) weights[i];
        }
        return new LayerWeights(LAYER, Tensor.wrap(shape(), values), false, Regime.POSITIVE);
    }

    Shape shape() {
        return Shape.of(biases.length, inputs);
    }

    /** Rows of images 0, 2, 4, ... (for the regression) or 1, 3, 5, ... (held out). */
    LayerRows of(double[] x, boolean heldOut) {
        int count = x.length / inputs;
        int[] images = new int[count];
        float[] values = new float[x.length];
        float[] z = new float[count * biases.length];
        for (int row = 0; row < count; row++) {
            images[row] = 2 * row + (heldOut ? 1 : 0);
            for (int i = 0; i < inputs; i++) {
                values[row * inputs + i] = (float) x[row * inputs + i];
            }
            for (int k = 0; k < biases.length; k++) {
                double sum = biases[k];
                for (int i = 0; i < inputs; i++) {
                    sum += weights[k * inputs + i] * x[row * inputs + i];
                }
                z[row * biases.length + k] = (float) sum;
            }
        }
        return new LayerRows(LAYER, images, values, z);
    }

    /** Both halves' rows, measured. */
    Map<SignalEstimator, Double> rho(
            double[] x, double[] heldOut, Set<SignalEstimator> wanted, LayerPattern... patterns) {
        SignalQuality quality = SignalQuality.create(List.of(layer()), SampleSize.defaults(), 1);
        quality.accept(of(x, false));
        quality.accept(of(heldOut, true));
        return quality.measure(wanted, snapshot(patterns)).get(0).rho();
    }

    LayerPattern pattern(Regime regime, double... values) {
        return new LayerPattern(LAYER, regime, shape(), values);
    }

    static PatternSnapshot snapshot(LayerPattern... patterns) {
        Provenance provenance = new Provenance("", List.of(), 1, Map.of(), Instant.EPOCH);
        return new PatternSnapshot(new SnapshotId("s"), provenance, Arrays.asList(patterns));
    }
}
