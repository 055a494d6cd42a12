/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.preprocess;

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
    private final Resampler horizontal;
    private final int left;
    private final int right;
    private final boolean heightGrows;
    private final float[] scaled;

    RowScaler(Pixels pixels, Resampler vertical, Resampler horizontal) {
        this.pixels = pixels;
        this.vertical = vertical;
        this.horizontal = horizontal;
        this.left = horizontal.begin(0);
        this.right = horizontal.end(horizontal.size() - 1);
        this.heightGrows = vertical.size() > vertical.end(vertical.size() - 1) - vertical.begin(0);
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
        for (int x = 0; x < horizontal.size(); x++) {
            float[] weights = horizontal.weights(x);
            int at = horizontal.begin(x) - left;
            float sum = 0;
            for (int j = 0; j < weights.length; j++) {
                sum += weights[j] * row[at + j];
            }
            scaled[x] = sum;
        }
    }

    private void narrowColour(float[] row) {
        int width = horizontal.size();
        for (int x = 0; x < width; x++) {
            float[] weights = horizontal.weights(x);
            int at = (horizontal.begin(x) - left) * 3;
            float red = 0;
            float green = 0;
            float blue = 0;
            for (float weight : weights) {
                red += weight * row[at];
                green += weight * row[at + 1];
                blue += weight * row[at + 2];
                at += 3;
            }
            scaled[x] = red;
            scaled[width + x] = green;
            scaled[2 * width + x] = blue;
        }
    }
}
