/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.render;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;

/**
 * Draws text without any installed font, so that pictures are the same on every machine. Accents are left out, characters
 * beyond ASCII become boxes. Stateless.
 */
final class Lettering {
    /** Rows that a line takes, from the top of a capital to the foot of a g. */
    static final int HEIGHT = 13;

    private static final int BASELINE = 10;
    private static final int SPACING = 3; // between letters
    private static final double HALF_STROKE = 0.65;
    private static final String MORE = "...";

    private Lettering() {}

    /** Draws a line whose upper left corner is there. */
    static void draw(Canvas canvas, String text, int left, int top) {
        int x = left;
        for (char letter : plain(text).toCharArray()) {
            Glyph glyph = Glyph.of(letter);
            for (int row = -1; row <= HEIGHT; row++) {
                for (int column = -1; column <= glyph.width() + 1; column++) {
                    double distance = glyph.distance(column, BASELINE - 1 - row);
                    double share = Math.min(1, HALF_STROKE + 0.5 - distance);
                    canvas.cover(x + column, top + row, Colour.INK, share);
                }
            }
            x += glyph.width() + SPACING;
        }
    }

    /** Draws a line centred on a column. */
    static void centred(Canvas canvas, String text, int centre, int top) {
        draw(canvas, text, centre - width(text) / 2, top);
    }

    /** Columns that a line takes. */
    static int width(String text) {
        return plain(text)
                        .chars()
                        .map(letter -> Glyph.of((char) letter).width() + SPACING)
                        .sum()
                - SPACING
                + 1;
    }

    /**
     * Breaks a text after blanks, points, commas and underscores into lines that are not wider than this, where it has such
     * places; what does not fit is cut, the last line then ends in three points.
     */
    static List<String> lines(String text, int width, int most) {
        List<String> lines = new ArrayList<>();
        String rest = text.strip();
        while (!rest.isEmpty() && lines.size() < most) {
            boolean last = lines.size() == most - 1;
            String line = last ? cut(rest, width) : begin(rest, width);
            lines.add(line.strip());
            rest = last ? "" : rest.substring(line.length()).strip();
        }
        return lines;
    }

    /** As much of a text as fits, up to a place to break at if there is any. */
    private static String begin(String text, int width) {
        int end = text.length();
        while (end > 1 && width(text.substring(0, end)) > width) {
            end--;
        }
        int at = end;
        while (at > 0 && end < text.length() && " .,_".indexOf(text.charAt(at - 1)) < 0) {
            at--;
        }
        return text.substring(0, at > 0 ? at : end);
    }

    private static String cut(String text, int width) {
        if (width(text) <= width) {
            return text;
        }
        int end = text.length();
        while (end > 0 && width(text.substring(0, end).strip() + MORE) > width) {
            end--;
        }
        return text.substring(0, end).strip() + MORE;
    }

    private static String plain(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFD).replaceAll("\\p{M}", "");
    }
}
