/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.dataset;

/** One image of a data set. Immutable, thread-safe. */
public sealed interface ImageSample permits EncodedSample, PixelSample {

    /** {@return where it comes from: a file's name, with the position in it where it holds several} */
    String name();

    /** {@return the media type of {@link #bytes}} */
    String contentType();

    /**
     * Returns the image as it goes to Kafka.
     *
     * @return PNG, JPEG or {@code .npy}
     * @throws DatasetException if its file cannot be read
     */
    byte[] bytes();
}
