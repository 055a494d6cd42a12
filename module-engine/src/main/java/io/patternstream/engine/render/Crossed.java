/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.render;

/** Marks what cannot be drawn because values are not finite. Stateless. */
final class Crossed {
    private Crossed() {}

    /** A neutral picture with both diagonals. */
    static Picture out(int height, int width, int neutral) {
        int contrast = Colour.between(neutral, (neutral & 0xff) > 0x7f ? 0 : Colour.WHITE, 0.5);
        Canvas canvas = Canvas.create(height, width, neutral);
        int steps = Math.max(height, width);
        for (int i = 0; i < steps; i++) {
            int x = i * width / steps;
            int y = i * height / steps;
            canvas.set(x, y, contrast);
            canvas.set(width - 1 - x, y, contrast);
        }
        return canvas.picture();
    }
}
