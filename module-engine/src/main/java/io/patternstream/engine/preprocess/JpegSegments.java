/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.preprocess;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Makes up for two habits of ImageIO with JPEG files. It converts samples to sRGB by an embedded colour profile, which the
 * pipelines that models are trained with do not: the profiles are taken out. It passes a progressive file with scans missing
 * at its end: the end mark is looked for.
 */
final class JpegSegments {
    private static final byte[] PROFILE = "ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII);
    private static final int APP2 = 0xe2;
    private static final int START_OF_SCAN = 0xda;
    private static final int END = 0xd9;

    private JpegSegments() {}

    static byte[] withoutProfile(byte[] jpeg) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream(jpeg.length);
        kept.write(jpeg, 0, 2);
        int at = 2;
        while (headerAt(jpeg, at)) {
            int end = endOfHeader(jpeg, at);
            if (!isProfile(jpeg, at, end)) {
                kept.write(jpeg, at, end - at);
            }
            at = end;
        }
        kept.write(jpeg, at, jpeg.length - at);
        return kept.toByteArray();
    }

    /** Whether an end mark follows the scans; without one ImageIO keeps silent about the scans that are missing. */
    static boolean endsProperly(byte[] jpeg) {
        int at = 2;
        while (headerAt(jpeg, at)) {
            at = endOfHeader(jpeg, at);
        }
        for (int i = jpeg.length - 2; i >= at; i--) {
            if ((jpeg[i] & 0xff) == 0xff && (jpeg[i + 1] & 0xff) == END) {
                return true;
            }
        }
        return false;
    }

    /** How many colour components the frame header names: 1 for grey, 3 for colour, 4 for CMYK; 0 without such a header. */
    static int components(byte[] jpeg) {
        for (int at = 2; headerAt(jpeg, at); at = endOfHeader(jpeg, at)) {
            int marker = jpeg[at + 1] & 0xff;
            boolean table = marker == 0xc4 || marker == 0xc8 || marker == 0xcc; // these share the frame headers' range
            if (marker >= 0xc0 && marker <= 0xcf && !table && at + 9 < jpeg.length) {
                return jpeg[at + 9] & 0xff;
            }
        }
        return 0;
    }

    private static boolean headerAt(byte[] jpeg, int at) {
        return at + 4 <= jpeg.length && (jpeg[at] & 0xff) == 0xff && (jpeg[at + 1] & 0xff) != START_OF_SCAN;
    }

    private static int endOfHeader(byte[] jpeg, int at) {
        return Math.min(at + 2 + (((jpeg[at + 2] & 0xff) << 8) | (jpeg[at + 3] & 0xff)), jpeg.length);
    }

    private static boolean isProfile(byte[] jpeg, int at, int end) {
        int text = at + 4;
        return (jpeg[at + 1] & 0xff) == APP2
                && end - text >= PROFILE.length
                && Arrays.equals(jpeg, text, text + PROFILE.length, PROFILE, 0, PROFILE.length);
    }
}
