/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.preprocess;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Takes embedded colour profiles out of a JPEG file: ImageIO would convert its samples to sRGB by them, which the pipelines
 * that models are trained with do not.
 */
final class JpegSegments {
    private static final byte[] PROFILE = "ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII);
    private static final int APP2 = 0xe2;
    private static final int START_OF_SCAN = 0xda;

    private JpegSegments() {}

    static byte[] withoutProfile(byte[] jpeg) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream(jpeg.length);
        kept.write(jpeg, 0, 2);
        int at = 2;
        while (at + 4 <= jpeg.length && (jpeg[at] & 0xff) == 0xff && (jpeg[at + 1] & 0xff) != START_OF_SCAN) {
            int length = 2 + (((jpeg[at + 2] & 0xff) << 8) | (jpeg[at + 3] & 0xff));
            int end = Math.min(at + length, jpeg.length);
            if (!isProfile(jpeg, at, end)) {
                kept.write(jpeg, at, end - at);
            }
            at = end;
        }
        kept.write(jpeg, at, jpeg.length - at);
        return kept.toByteArray();
    }

    private static boolean isProfile(byte[] jpeg, int at, int end) {
        int text = at + 4;
        return (jpeg[at + 1] & 0xff) == APP2
                && end - text >= PROFILE.length
                && Arrays.equals(jpeg, text, text + PROFILE.length, PROFILE, 0, PROFILE.length);
    }
}
