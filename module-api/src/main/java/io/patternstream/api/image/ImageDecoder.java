/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.image;

import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Turns encoded images into the model's input. Thread-safe. */
public interface ImageDecoder {

    /**
     * Decodes and preprocesses one image. Limits on bytes and pixels are checked before decoding.
     *
     * @param bytes PNG, JPEG or {@code .npy}; an {@code .npy} array is taken as already preprocessed
     * @param contentType the media type as declared; null to go by the first bytes
     * @return {@code [C, H, W]}
     * @throws ExplainException with the reason: undecodable, unsupported-media-type, payload-too-large, shape-mismatch,
     *     non-finite
     */
    Tensor decode(byte[] bytes, @Nullable String contentType);
}
