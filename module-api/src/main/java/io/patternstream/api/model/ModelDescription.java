/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.model;

import io.patternstream.api.tensor.Shape;
import java.util.List;

/**
 * What a model is, without its weights.
 *
 * @param name the name users call it by
 * @param sha256 hash of the model file, 64 lower-case hexadecimal digits
 * @param input shape of one sample, {@code [C, H, W]} for images
 * @param classes number of logits K
 * @param head the final activation that was stripped
 * @param layers all layers in order, after canonisation
 */
public record ModelDescription(
        String name, String sha256, Shape input, int classes, Head head, List<LayerInfo> layers) {
    /** Copies. */
    public ModelDescription {
        layers = List.copyOf(layers);
    }
}
