/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.image;

import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.tensor.Tensor;

/** An image after decoding and before it is scaled and normalised for the model. Belongs to one thread at a time. */
public interface DecodedImage {

    /**
     * Scales and normalises it.
     *
     * @return the model's input {@code [C, H, W]}
     * @throws ExplainException of type shape-mismatch or payload-too-large if the model cannot take such an image
     */
    Tensor preprocess();
}
