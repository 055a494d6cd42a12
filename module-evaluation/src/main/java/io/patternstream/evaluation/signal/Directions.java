/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.evaluation.signal;

import io.patternstream.api.pattern.LayerPattern;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.Regime;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;

/** The directions in which estimators look for the signals of one layer's neurons. Immutable, thread-safe. */
final class Directions {
    private final LayerWeights layer;
    private final PatternSnapshot patterns;
    private final long seed;
    private final int inputs;

    Directions(LayerWeights layer, PatternSnapshot patterns, long seed) {
        this.layer = layer;
        this.patterns = patterns;
        this.seed = seed;
        this.inputs = layer.weights().shape().inner().elementCount();
    }

    /** Whether the snapshot has what an estimator needs. */
    boolean known(SignalEstimator estimator) {
        return estimator.regimes().stream()
                .allMatch(regime -> patterns.pattern(layer.id(), regime).isPresent());
    }

    /** Weights of a neuron, {@code [D, 1]}. */
    DMatrixRMaj weights(int neuron) {
        DMatrixRMaj weights = new DMatrixRMaj(inputs, 1);
        for (int i = 0; i < inputs; i++) {
            weights.set(i, layer.weights().at(neuron * inputs + i));
        }
        return weights;
    }

    /** One direction for all rows, or one for active rows and one for others; {@code w . a = 1} but for patterns. */
    List<DMatrixRMaj> of(SignalEstimator estimator, int neuron, DMatrixRMaj weights) {
        return switch (estimator) {
            case IDENTITY -> throw new IllegalArgumentException("S_x has no direction");
            case RANDOM -> List.of(random(neuron, weights));
            case FILTER -> List.of(normalised(weights.copy(), weights));
            case LINEAR, TWO_COMPONENT ->
                estimator.regimes().stream()
                        .map(regime -> pattern(regime, neuron))
                        .toList();
        };
    }

    private DMatrixRMaj random(int neuron, DMatrixRMaj weights) {
        SplittableRandom random = new SplittableRandom(seed * 31 + layer.id().hashCode() * 17L + neuron);
        DMatrixRMaj direction = new DMatrixRMaj(inputs, 1);
        for (int i = 0; i < inputs; i++) {
            direction.set(i, random.nextGaussian());
        }
        return normalised(direction, weights);
    }

    private DMatrixRMaj pattern(Regime regime, int neuron) {
        LayerPattern pattern = patterns.pattern(layer.id(), regime).orElseThrow();
        if (!pattern.shape().equals(layer.weights().shape())) {
            throw new IllegalArgumentException("pattern " + layer.id() + "/" + regime.key() + " of shape "
                    + pattern.shape() + " does not fit weights of shape "
                    + layer.weights().shape());
        }
        DMatrixRMaj direction = new DMatrixRMaj(inputs, 1);
        for (int i = 0; i < inputs; i++) {
            direction.set(i, pattern.at(neuron * inputs + i));
        }
        return direction;
    }

    /** Scales to w . a = 1; a direction without any part along w stays as it is. */
    private static DMatrixRMaj normalised(DMatrixRMaj direction, DMatrixRMaj weights) {
        double product = 0;
        for (int i = 0; i < direction.getNumElements(); i++) {
            product += direction.get(i) * weights.get(i);
        }
        if (product != 0) {
            for (int i = 0; i < direction.getNumElements(); i++) {
                direction.set(i, direction.get(i) / product);
            }
        }
        return direction;
    }
}
