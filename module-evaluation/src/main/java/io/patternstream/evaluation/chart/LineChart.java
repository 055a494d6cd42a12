/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.evaluation.chart;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Lines over equally spaced positions, from 0 to 1. The same values give the same text on every machine: letters are the
 * viewer's, so no font of the machine that draws is needed. Immutable, thread-safe.
 */
public final class LineChart {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 360;
    private static final int LEFT = 60;
    private static final int TOP = 40;
    private static final int LEGEND = 190;
    private static final int LINE_HEIGHT = 18;
    private static final int LETTER = 6;
    private static final int MOST_TICKS = 20;
    private static final double RADIUS = 2.5;

    /** Colours of Okabe and Ito (2008), which people with colour-blindness can tell apart. */
    private static final List<String> COLOURS =
            List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000");

    private final String title;
    private final String yAxis;
    private final List<String> ticks;
    private final List<Line> lines = new ArrayList<>();

    private LineChart(String title, String yAxis, List<String> ticks) {
        this.title = title;
        this.yAxis = yAxis;
        this.ticks = ticks;
    }

    private record Line(String name, List<Double> values) {}

    /**
     * Starts a chart without lines.
     *
     * @param title above it
     * @param yAxis what the values are
     * @param ticks names of the positions, at least two
     * @return the chart
     */
    public static LineChart of(String title, String yAxis, List<String> ticks) {
        if (ticks.size() < 2) {
            throw new IllegalArgumentException("a line needs at least two positions, not " + ticks);
        }
        return new LineChart(title, yAxis, List.copyOf(ticks));
    }

    /**
     * Adds a line.
     *
     * @param name in the legend
     * @param values one per position, 0 to 1; NaN leaves a gap
     * @return a chart that has it, too
     */
    public LineChart with(String name, List<Double> values) {
        if (values.size() != ticks.size()) {
            throw new IllegalArgumentException(
                    "line " + name + " has " + values.size() + " values for " + ticks.size() + " positions");
        }
        LineChart chart = new LineChart(title, yAxis, ticks);
        chart.lines.addAll(lines);
        chart.lines.add(new Line(name, List.copyOf(values)));
        return chart;
    }

    /** {@return the chart as an SVG document} */
    public String svg() {
        int below = longestTick() * LETTER + 30;
        StringBuilder svg = new StringBuilder();
        add(
                svg,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                        + " font-size=\"12\">",
                WIDTH,
                HEIGHT + below);
        add(svg, "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>");
        add(svg, "<text x=\"%d\" y=\"20\" font-size=\"14\">%s</text>", LEFT, escaped(title));
        add(
                svg,
                "<text transform=\"translate(16 %d) rotate(-90)\" text-anchor=\"middle\">%s</text>",
                (TOP + HEIGHT) / 2,
                escaped(yAxis));
        axes(svg);
        for (int i = 0; i < lines.size(); i++) {
            draw(svg, lines.get(i), i);
        }
        return svg.append("</svg>\n").toString();
    }

    private void axes(StringBuilder svg) {
        for (int i = 0; i <= 5; i++) {
            double y = y(i / 5.0);
            add(svg, "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#ddd\"/>", LEFT, y, WIDTH - LEGEND, y);
            add(svg, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.1f</text>", LEFT - 6, y + 4, i / 5.0);
        }
        int every = (ticks.size() + MOST_TICKS - 1) / MOST_TICKS;
        for (int i = 0; i < ticks.size(); i += every) {
            add(
                    svg,
                    "<text transform=\"translate(%.1f %d) rotate(-90)\" text-anchor=\"end\">%s</text>",
                    x(i) + 4,
                    HEIGHT + 8,
                    escaped(ticks.get(i)));
        }
    }

    private void draw(StringBuilder svg, Line line, int index) {
        String colour = COLOURS.get(index % COLOURS.size());
        String dashes = index < COLOURS.size() ? "" : " stroke-dasharray=\"5 3\"";
        StringBuilder path = new StringBuilder();
        boolean open = false;
        for (int i = 0; i < ticks.size(); i++) {
            double value = line.values.get(i);
            if (!Double.isNaN(value)) {
                path.append(String.format(Locale.ROOT, "%s%.1f %.1f", open ? " L" : " M", x(i), y(value)));
                add(svg, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"%s\"/>", x(i), y(value), RADIUS, colour);
            }
            open = !Double.isNaN(value);
        }
        add(
                svg,
                "<path d=\"%s\" fill=\"none\" stroke=\"%s\"%s/>",
                path.toString().strip(),
                colour,
                dashes);
        int y = TOP + index * LINE_HEIGHT;
        int x = WIDTH - LEGEND + 14;
        add(
                svg,
                "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"%s\" stroke-width=\"2\"%s/>",
                x,
                y,
                x + 18,
                y,
                colour,
                dashes);
        add(svg, "<text x=\"%d\" y=\"%d\" font-size=\"11\">%s</text>", x + 24, y + 4, escaped(line.name));
    }

    private double x(int position) {
        return LEFT + (double) (WIDTH - LEGEND - LEFT) * position / (ticks.size() - 1);
    }

    private static double y(double value) {
        return HEIGHT - (HEIGHT - TOP) * Math.max(0, Math.min(1, value));
    }

    private int longestTick() {
        return Collections.max(ticks.stream().map(String::length).toList());
    }

    private static void add(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
