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
     * Decodes one image and leaves it to be preprocessed. Limits on bytes and pixels are checked before decoding.
     *
     * @param bytes PNG, JPEG or {@code .npy}; an {@code .npy} array is taken as already preprocessed
     * @param contentType the media type as declared; null to go by the first bytes
     * @return the decoded image
     * @throws ExplainException with the reason: undecodable, unsupported-media-type, payload-too-large, shape-mismatch,
     *     non-finite
     */
    DecodedImage read(byte[] bytes, @Nullable String contentType);

    /**
     * Decodes and preprocesses one image.
     *
     * @param bytes as for {@link #read}
     * @param contentType as for {@link #read}
     * @return {@code [C, H, W]}
     * @throws ExplainException as {@link #read}
     */
    default Tensor decode(byte[] bytes, @Nullable String contentType) {
        return read(bytes, contentType).preprocess();
    }
}
