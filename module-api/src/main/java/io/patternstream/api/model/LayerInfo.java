/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.model;

import io.patternstream.api.tensor.Shape;

/**
 * One layer of a model as people look at it.
 *
 * @param name its name in the model file
 * @param kind what it does, for example {@code Convolution 3x3}
 * @param output shape of one sample's output, {@code [C, H, W]} or {@code [K]}
 * @param parameters number of weights and biases
 */
public record LayerInfo(String name, String kind, Shape output, long parameters) {}
