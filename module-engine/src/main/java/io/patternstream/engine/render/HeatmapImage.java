/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.render;

import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import java.util.Arrays;

/**
 * Draws an attribution as a picture: the signed sum over the channels, divided by its largest absolute value, blue where
 * negative, red where positive, the same light grey where 0. NaN is drawn as 0, infinity as the extreme. Stateless.
 */
public final class HeatmapImage {
    /** Colours at -1, -1/2, 0, 1/2, 1; straight lines in between. */
    private static final int[][] COLOURS = {{18, 40, 122}, {84, 150, 224}, {246, 246, 246}, {239, 118, 78}, {138, 8, 32}
    };

    private HeatmapImage() {}

    /**
     * Draws all values.
     *
     * @param attribution {@code [C, H, W]}
     * @return a PNG of H x W pixels; the same values give the same bytes
     */
    public static byte[] png(Tensor attribution) {
        return png(attribution, 100);
    }

    /**
     * Draws with the extremes cut off, so that single pixels do not outshine the rest.
     *
     * @param attribution {@code [C, H, W]}
     * @param percentile the percentage of pixels, by absolute value, that are not cut off, above 0 up to 100
     * @return a PNG of H x W pixels
     */
    public static byte[] png(Tensor attribution, double percentile) {
        Shape shape = attribution.shape();
        return Png.rgb(shape.dimension(1), shape.dimension(2), rgb(attribution, percentile));
    }

    /** The colours as {@code [H, W, 3]}. */
    static byte[] rgb(Tensor attribution, double percentile) {
        double[] sums = sums(attribution);
        double scale = scale(sums, percentile);
        byte[] rgb = new byte[sums.length * 3];
        for (int i = 0; i < sums.length; i++) {
            double value = Double.isNaN(sums[i]) || scale == 0 ? 0 : sums[i] / scale;
            colour(Math.max(-1, Math.min(1, value)), rgb, i * 3);
        }
        return rgb;
    }

    private static double[] sums(Tensor attribution) {
        int channels = attribution.shape().dimension(0);
        double[] sums = new double[attribution.shape().elementCount() / channels];
        for (int c = 0; c < channels; c++) {
            for (int i = 0; i < sums.length; i++) {
                sums[i] += attribution.at(c * sums.length + i);
            }
        }
        return sums;
    }

    private static double scale(double[] sums, double percentile) {
        if (!(percentile > 0 && percentile <= 100)) {
            throw new IllegalArgumentException("percentile " + percentile + " is not above 0 and up to 100");
        }
        double[] sorted = Arrays.stream(sums)
                .map(Math::abs)
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        if (sorted.length == 0) {
            return 1;
        }
        double clipped = sorted[(int) Math.ceil(sorted.length * percentile / 100) - 1];
        return clipped > 0 ? clipped : sorted[sorted.length - 1];
    }

    private static void colour(double value, byte[] rgb, int at) {
        double position = (value + 1) / 2 * (COLOURS.length - 1);
        int below = Math.min((int) position, COLOURS.length - 2);
        double share = position - below;
        for (int c = 0; c < 3; c++) {
            rgb[at + c] = (byte) Math.round(COLOURS[below][c] * (1 - share) + COLOURS[below + 1][c] * share);
        }
    }
}
