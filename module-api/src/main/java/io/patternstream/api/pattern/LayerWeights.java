/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.pattern;

import io.patternstream.api.model.LayerId;
import io.patternstream.api.tensor.Tensor;

/**
 * The weights of one layer that patterns are learned for, after canonisation (batch normalisation folded in).
 *
 * @param id the layer
 * @param weights neuron first: {@code [O, I]} for a dense layer, {@code [O, I/groups, kH, kW]} for a convolution; no bias
 * @param inputFirst whether the model file stores a dense layer's weights as {@code [I, O]}; pattern files do likewise
 * @param regime the regime whose pattern explains this layer: positive before a ReLU, linear elsewhere
 */
public record LayerWeights(LayerId id, Tensor weights, boolean inputFirst, Regime regime) {}
