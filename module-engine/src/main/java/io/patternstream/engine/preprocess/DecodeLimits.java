/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.preprocess;

/**
 * What an image may be at most; checked before it is decoded.
 *
 * @param maxBytes encoded size in bytes
 * @param maxPixels width times height
 */
public record DecodeLimits(long maxBytes, long maxPixels) {
    /** Refuses limits that admit nothing. */
    public DecodeLimits {
        if (maxBytes < 1 || maxPixels < 1) {
            throw new IllegalArgumentException(
                    "limits of " + maxBytes + " bytes and " + maxPixels + " pixels admit no image");
        }
    }

    /** {@return 16 MiB and 32 million pixels: at most about 100 MB while an 8-bit image is decoded} */
    public static DecodeLimits defaults() {
        return new DecodeLimits(16L << 20, 32_000_000);
    }
}
