/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.render;

import java.util.List;
import java.util.Optional;

/**
 * A table of pictures: one row per image, the image first, then what each method says about it. The columns have titles, an
 * image its caption below, a heatmap its scale. A row of more than ten pictures is broken into lines, each with its titles.
 * Pictures smaller than 160 pixels are enlarged by a whole factor, so that people can see their pixels.
 *
 * @param titles of the columns
 * @param rows at least one, each with a panel for every title; all pictures of one size
 */
public record MethodGrid(List<String> titles, List<Row> rows) {
    private static final int MOST_COLUMNS = 10;
    private static final int LEAST_SIDE = 160;
    private static final int MOST_LINES = 2;
    private static final int MARGIN = 8;
    private static final int GAP = 6; // between what belongs together
    private static final int COLUMN_GAP = 14;
    private static final int ROW_GAP = 10;
    private static final int LEADING = 2; // between lines
    private static final long MOST_PIXELS = 200_000_000;

    /**
     * What is drawn in one column of a row.
     *
     * @param picture the picture
     * @param bar its scale, if it is to be drawn
     */
    public record Panel(Picture picture, Optional<ColourBar> bar) {}

    /**
     * An image and what methods say about it.
     *
     * @param caption of the image, of at most two lines; may be empty
     * @param panels one per column
     */
    public record Row(String caption, List<Panel> panels) {
        /** Copies. */
        public Row {
            panels = List.copyOf(panels);
        }
    }

    /** Checks and copies. */
    public MethodGrid {
        titles = List.copyOf(titles);
        rows = List.copyOf(rows);
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("there is no image to draw");
        }
        Picture first = rows.get(0).panels().get(0).picture();
        for (Row row : rows) {
            if (row.panels().size() != titles.size()) {
                throw new IllegalArgumentException(
                        row.panels().size() + " panels in a row for " + titles.size() + " titles");
            }
            for (Panel panel : row.panels()) {
                if (panel.picture().height() != first.height()
                        || panel.picture().width() != first.width()) {
                    throw new IllegalArgumentException(panel.picture() + " is not of the size of " + first);
                }
            }
        }
    }

    /**
     * Draws it.
     *
     * @return one picture
     * @throws IllegalArgumentException if it would have more than 200 million pixels
     */
    public Picture draw() {
        return new Layout(rows.get(0).panels().get(0).picture()).draw();
    }

    /** Where everything goes, in pixels. */
    private final class Layout {
        private final int lines;
        private final int columns;
        private final int factor;
        private final int height;
        private final int width;
        private final int head;
        private final int foot;

        Layout(Picture first) {
            lines = (titles.size() - 1) / MOST_COLUMNS + 1;
            columns = (titles.size() - 1) / lines + 1;
            factor = Math.max(1, (LEAST_SIDE - 1) / Math.max(first.height(), first.width()) + 1);
            height = first.height() * factor;
            width = Math.max(LEAST_SIDE, first.width() * factor);
            head = block(titles);
            boolean bars = rows.stream().flatMap(row -> row.panels().stream()).anyMatch(panel -> panel.bar()
                    .isPresent());
            foot = Math.max(block(rows.stream().map(Row::caption).toList()), bars ? ColourBar.HEIGHT + GAP : 0);
        }

        Picture draw() {
            int all = rows.size() * lines;
            long totalHeight = 2L * MARGIN
                    + (long) head * (lines == 1 ? 1 : all)
                    + (long) all * (height + foot + ROW_GAP)
                    - ROW_GAP;
            long totalWidth = 2L * MARGIN + (long) columns * (width + COLUMN_GAP) - COLUMN_GAP;
            if (totalHeight * totalWidth > MOST_PIXELS) {
                throw new IllegalArgumentException("a picture of " + totalWidth + "x" + totalHeight
                        + " pixels is too large: draw fewer images or methods");
            }
            Canvas canvas = Canvas.create((int) totalHeight, (int) totalWidth, Colour.WHITE);
            int top = MARGIN;
            for (int line = 0; line < all; line++) {
                int from = line % lines * columns;
                int to = Math.min(from + columns, titles.size());
                if (lines > 1 || line == 0) {
                    titles(canvas, titles.subList(from, to), top);
                    top += head;
                }
                Row row = rows.get(line / lines);
                panels(canvas, row.panels().subList(from, to), top);
                if (from == 0) {
                    text(canvas, lines(row.caption()), left(0), top + height + GAP);
                }
                top += height + foot + ROW_GAP;
            }
            return canvas.picture();
        }

        private void titles(Canvas canvas, List<String> texts, int top) {
            for (int column = 0; column < texts.size(); column++) {
                List<String> text = lines(texts.get(column));
                text(canvas, text, left(column), top + head - rows(text));
            }
        }

        private void panels(Canvas canvas, List<Panel> panels, int top) {
            for (int column = 0; column < panels.size(); column++) {
                int left = left(column);
                Panel panel = panels.get(column);
                int framed = panel.picture().width() * factor + 2;
                canvas.fill(left - 1, top - 1, height + 2, framed, Colour.FRAME);
                canvas.place(panel.picture(), left, top, factor);
                panel.bar().ifPresent(bar -> bar.draw(canvas, left, top + height + GAP, width));
            }
        }

        private int left(int column) {
            return MARGIN + column * (width + COLUMN_GAP);
        }

        /** Rows that the longest of these texts takes. */
        private int block(List<String> texts) {
            return texts.stream().mapToInt(text -> rows(lines(text))).max().orElse(0);
        }

        /** Rows that lines take with the gap to the pictures; 0 without any. */
        private static int rows(List<String> lines) {
            return lines.isEmpty() ? 0 : lines.size() * (Lettering.HEIGHT + LEADING) - LEADING + GAP;
        }

        private List<String> lines(String text) {
            List<String> paragraphs = text.lines().toList();
            return paragraphs.stream()
                    .flatMap(part -> Lettering.lines(part, width, Math.max(1, MOST_LINES / paragraphs.size())).stream())
                    .toList();
        }

        private void text(Canvas canvas, List<String> lines, int left, int top) {
            int y = top;
            for (String line : lines) {
                Lettering.draw(canvas, line, left, y);
                y += Lettering.HEIGHT + LEADING;
            }
        }
    }
}
