/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

/**
 * How one axis is resized. In float32, as other programs compute it: where a coordinate lies halfway between two positions,
 * its rounding error decides.
 *
 * @param original extent before
 * @param resized extent after
 * @param scale resized extent over original one, which may be a fraction before rounding
 * @param begin where the resized region begins, relative to the axis
 * @param end where it ends
 */
record Resizing(int original, long resized, float scale, float begin, float end) {
    static Resizing none(int extent) {
        return new Resizing(extent, extent, 1, 0, 1);
    }

    Resizing scaledBy(double factor) {
        long size = (long) Math.floor(original * (double) (end - begin) * (float) factor);
        return new Resizing(original, size, (float) factor, begin, end);
    }

    Resizing sizedTo(long size) {
        return new Resizing(original, size, (float) size / original, begin, end);
    }

    /** The same axis, of which only a region is resized. */
    Resizing within(double from, double to) {
        return new Resizing(original, resized, scale, (float) from, (float) to);
    }

    boolean isWhole() {
        return begin == 0 && end == 1;
    }
}
