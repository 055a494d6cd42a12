/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.rule.Procedure;

/** The squares that occlusion hides, and what hiding them cost. One use. */
final class Occlusions {
    private final Shape batch;
    private final int window;
    private final int rows;
    private final int columns;
    private final int stride;
    private final double[] sums;
    private final int[] covered;

    private Occlusions(Procedure.Occlusion procedure, Shape batch) {
        Shape image = batch.inner();
        this.batch = batch;
        this.window = procedure.side(image);
        this.stride = procedure.step(image);
        this.rows = procedure.squares(image, image.dimension(1));
        this.columns = procedure.squares(image, image.dimension(2));
        this.sums = new double[batch.dimension(0) * batch.dimension(2) * batch.dimension(3)];
        this.covered = new int[batch.dimension(2) * batch.dimension(3)];
    }

    static Occlusions of(Procedure.Occlusion procedure, Shape batch) {
        return new Occlusions(procedure, batch);
    }

    int count() {
        return rows * columns;
    }

    /** Sets one square of every image and channel to 0, in place. */
    double[] hide(int index, double[] images) {
        int planes = batch.dimension(0) * batch.dimension(1);
        for (int plane = 0; plane < planes; plane++) {
            int from = plane * covered.length;
            each(index, pixel -> images[from + pixel] = 0);
        }
        return images;
    }

    /** Notes how far the explained values fell. */
    void record(int index, double[] whole, double[] hidden) {
        each(index, pixel -> {
            covered[pixel]++;
            for (int n = 0; n < whole.length; n++) {
                sums[n * covered.length + pixel] += whole[n] - hidden[n];
            }
        });
    }

    /** The mean fall of every pixel, divided evenly among the channels. */
    double[] result() {
        double[] result = new double[batch.elementCount()];
        int channels = batch.dimension(1);
        for (int i = 0; i < result.length; i++) {
            int pixel = i % covered.length;
            int sample = i / (covered.length * channels);
            result[i] = covered[pixel] == 0 ? 0 : sums[sample * covered.length + pixel] / covered[pixel] / channels;
        }
        return result;
    }

    private void each(int index, PixelVisitor visitor) {
        int top = index / columns * stride;
        int left = index % columns * stride;
        for (int y = top; y < Math.min(top + window, batch.dimension(2)); y++) {
            for (int x = left; x < Math.min(left + window, batch.dimension(3)); x++) {
                visitor.visit(y * batch.dimension(3) + x);
            }
        }
    }

    private interface PixelVisitor {
        void visit(int pixel);
    }
}
