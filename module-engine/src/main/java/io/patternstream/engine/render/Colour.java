/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.render;

/** Arithmetic on colours {@code 0xRRGGBB}. Stateless. */
final class Colour {
    static final int WHITE = 0xffffff;
    static final int INK = 0x2b2f36;
    static final int FRAME = 0xd4d8de; // sets white pictures off from white paper

    private Colour() {}

    static int of(long red, long green, long blue) {
        return (int) (red << 16 | green << 8 | blue);
    }

    /** The colour of this share, 0 to 1, of the way from one to another. */
    static int between(int from, int to, double share) {
        return of(mix(from, to, share, 16), mix(from, to, share, 8), mix(from, to, share, 0));
    }

    private static long mix(int from, int to, double share, int shift) {
        int start = from >> shift & 0xff;
        return Math.round(start + ((to >> shift & 0xff) - start) * share);
    }
}
