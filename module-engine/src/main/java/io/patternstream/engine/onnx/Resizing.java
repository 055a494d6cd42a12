/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

/**
 * How one axis is resized.
 *
 * @param original extent before
 * @param resized extent after
 * @param scale resized extent over original one, which may be a fraction before rounding
 * @param begin where the resized region begins, relative to the axis
 * @param end where it ends
 */
record Resizing(int original, long resized, double scale, double begin, double end) {
    static Resizing none(int extent) {
        return new Resizing(extent, extent, 1, 0, 1);
    }

    Resizing scaledBy(double factor) {
        return new Resizing(original, (long) Math.floor(original * factor * (end - begin)), factor, begin, end);
    }

    Resizing sizedTo(long size) {
        return new Resizing(original, size, (double) size / original, begin, end);
    }

    /** The same for a region; a size that follows from the scale is that of the region. */
    Resizing within(double from, double to) {
        boolean follows = resized == (long) Math.floor(original * scale) && scale * original != resized;
        long size = follows || from != 0 || to != 1 ? (long) Math.floor(original * scale * (to - from)) : resized;
        return new Resizing(original, size, scale, from, to);
    }

    boolean isWhole() {
        return begin == 0 && end == 1;
    }
}
