/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.preprocess;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/** The encodings that are read, by media type and by first bytes. */
enum ImageFormat {
    PNG("image/png", "89504e470d0a1a0a"),
    JPEG("image/jpeg", "ffd8ff"),
    NPY("application/x-npy", "934e554d5059");

    private final String mediaType;
    private final String magic;

    ImageFormat(String mediaType, String magic) {
        this.mediaType = mediaType;
        this.magic = magic;
    }

    static Optional<ImageFormat> sniff(byte[] bytes) {
        String begin = HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, 8));
        return Arrays.stream(values())
                .filter(format -> begin.startsWith(format.magic))
                .findFirst();
    }

    /** Parameters after a semicolon are ignored. */
    static Optional<ImageFormat> declared(String contentType) {
        String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(format -> format.mediaType.equals(type) || (format == JPEG && "image/jpg".equals(type)))
                .findFirst();
    }

    String mediaType() {
        return mediaType;
    }
}
