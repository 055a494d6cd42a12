/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.render;

/**
 * The scale of one heatmap: its colours from the negative to the positive extreme, with the values of the ends and 0.
 *
 * @param colours the heatmap's
 * @param extreme the heatmap's; NaN if it is not finite, which the scale then says instead
 */
public record ColourBar(ColourMap colours, double extreme) {
    private static final int THICKNESS = 8;
    private static final int GAP = 3;
    /** Rows that it takes. */
    static final int HEIGHT = THICKNESS + GAP + Lettering.HEIGHT;

    void draw(Canvas canvas, int left, int top, int width) {
        int text = top + THICKNESS + GAP;
        if (!Double.isFinite(extreme)) {
            Lettering.centred(canvas, "not finite", left + width / 2, text);
            return;
        }
        for (int x = 0; x < width; x++) {
            canvas.fill(left + x, top, THICKNESS, 1, colours.colour(2.0 * x / (width - 1) - 1));
        }
        if (extreme == 0) {
            Lettering.centred(canvas, "all zero", left + width / 2, text);
            return;
        }
        String most = Numbers.brief(extreme);
        Lettering.draw(canvas, "-" + most, left, text);
        Lettering.centred(canvas, "0", left + width / 2, text);
        Lettering.draw(canvas, most, left + width - Lettering.width(most), text);
    }
}
