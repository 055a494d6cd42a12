/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.evaluation.signal;

import io.patternstream.api.model.LayerId;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * How well estimators find the signal of one layer.
 *
 * @param layer the layer
 * @param inputs number of inputs of one neuron
 * @param neurons how many neurons were measured; neurons whose output is constant in either half of the rows are not
 * @param regressionRows rows that the regression from the residual to the output was fitted on
 * @param heldOutRows rows that its correlation was measured on
 * @param rho mean over the neurons, 0 to 1; empty where no neuron was measured
 */
public record LayerQuality(
        LayerId layer, int inputs, int neurons, int regressionRows, int heldOutRows, Map<SignalEstimator, Double> rho) {
    /** Copies. */
    public LayerQuality {
        Map<SignalEstimator, Double> copy = new EnumMap<>(SignalEstimator.class);
        copy.putAll(rho);
        rho = Collections.unmodifiableMap(copy);
    }
}
