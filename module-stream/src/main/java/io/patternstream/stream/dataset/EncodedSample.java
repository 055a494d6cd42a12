/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.dataset;

import java.util.function.Supplier;

/** An image that is encoded already. */
final class EncodedSample implements ImageSample {
    /** The media type of {@code .npy}. */
    static final String ARRAY = "application/x-npy";

    private final String name;
    private final String contentType;
    private final Supplier<byte[]> bytes;

    EncodedSample(String name, String contentType, Supplier<byte[]> bytes) {
        this.name = name;
        this.contentType = contentType;
        this.bytes = bytes;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String contentType() {
        return contentType;
    }

    @Override
    public byte[] bytes() {
        return bytes.get();
    }
}
