/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.preprocess;

import java.util.stream.IntStream;

/**
 * Scales an image row by row: each source row is read once and added to the few rows of the result that need it; a row that
 * is complete is handed on. Holds a handful of rows, whatever the image's size. Belongs to one thread.
 *
 * <p>Width is scaled wherever there are fewer rows to do it for: in the source's if the height grows, else in the result's.
 * That bounds the memory too, as many rows are open only where the height grows. Adding rows is a loop over neighbours, which
 * the JIT compiler vectorises; scaling the width gathers pixels one by one.
 */
final class RowScaler {
    private final Pixels pixels;
    private final Resampler vertical;
    private final int left;
    private final int right;
    private final boolean heightGrows;
    /** Source pixels that each pixel of a row is made of, some with weight 0: loops of varying length are mispredicted. */
    private final int taps;

    private final int[] columns;
    private final float[] weights;
    private final float[] scaled;

    RowScaler(Pixels pixels, Resampler vertical, Resampler horizontal) {
        this.pixels = pixels;
        this.vertical = vertical;
        this.left = horizontal.begin(0);
        this.right = horizontal.end(horizontal.size() - 1);
        this.heightGrows = vertical.size() > vertical.end(vertical.size() - 1) - vertical.begin(0);
        this.taps = IntStream.range(0, horizontal.size())
                .map(x -> horizontal.weights(x).length)
                .max()
                .orElse(1);
        this.columns = new int[horizontal.size()];
        this.weights = new float[horizontal.size() * taps];
        for (int x = 0; x < columns.length; x++) {
            columns[x] = Math.min(horizontal.begin(x), right - taps) - left;
            float[] own = horizontal.weights(x);
            int zeros = horizontal.begin(x) - left - columns[x];
            System.arraycopy(own, 0, weights, x * taps + zeros, own.length);
        }
        this.scaled = new float[horizontal.size() * pixels.channels()];
    }

    /** Receives the rows of the result from top to bottom. */
    interface Rows {
        /** Row y as {@code [C, W]}; the array may be changed, and is used again for the next row. */
        void accept(int y, float[] row);
    }

    void scale(Rows rows) {
        float[] line = new float[(right - left) * pixels.channels()];
        float[][] open = new float[vertical.overlap()][heightGrows ? scaled.length : line.length];
        int next = 0;
        for (int y = vertical.begin(0); next < vertical.size(); y++) {
            pixels.row(y, left, right, line);
            float[] source = heightGrows ? narrow(line) : line;
            for (int i = next; i < vertical.size() && vertical.begin(i) <= y; i++) {
                float weight = vertical.weights(i)[y - vertical.begin(i)];
                add(weight, source, open[i % open.length], y == vertical.begin(i));
            }
            while (next < vertical.size() && vertical.end(next) == y + 1) {
                float[] complete = open[next % open.length];
                rows.accept(next, heightGrows ? complete : narrow(complete));
                next++;
            }
        }
    }

    private static void add(float weight, float[] line, float[] sum, boolean first) {
        if (first) {
            for (int i = 0; i < line.length; i++) {
                sum[i] = weight * line[i];
            }
        } else {
            for (int i = 0; i < line.length; i++) {
                sum[i] += weight * line[i];
            }
        }
    }

    private float[] narrow(float[] row) {
        if (pixels.channels() == 1) {
            narrowGrey(row);
        } else {
            narrowColour(row);
        }
        return scaled;
    }

    private void narrowGrey(float[] row) {
        for (int x = 0; x < columns.length; x++) {
            int at = columns[x];
            float sum = 0;
            for (int j = 0; j < taps; j++) {
                sum += weights[x * taps + j] * row[at + j];
            }
            scaled[x] = sum;
        }
    }

    private void narrowColour(float[] row) {
        int width = columns.length;
        for (int x = 0; x < width; x++) {
            int at = 3 * columns[x];
            float red = 0;
            float green = 0;
            float blue = 0;
            for (int j = 0; j < taps; j++, at += 3) {
                float weight = weights[x * taps + j];
                red += weight * row[at];
                green += weight * row[at + 1];
                blue += weight * row[at + 2];
            }
            scaled[x] = red;
            scaled[width + x] = green;
            scaled[2 * width + x] = blue;
        }
    }
}
