/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.render;

import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.preprocess.Preprocessor;
import java.util.Arrays;

/**
 * Draws a batch: one row per image, the image on the left and its heatmap on the right. Images lower than 112 pixels are
 * enlarged by a whole factor, so that people can see their pixels. Stateless.
 */
public final class ImageGrid {
    private static final int GAP = 2;
    private static final int LEAST_HEIGHT = 112;
    private static final double PERCENTILE = 99; // single strong pixels would pale all others
    private static final byte BACKGROUND = (byte) 255;

    private ImageGrid() {}

    /**
     * Draws images beside their heatmaps.
     *
     * @param images preprocessed, {@code [N, C, H, W]} with 1 or 3 channels
     * @param attributions {@code [N, C, H, W]}
     * @param preprocessor what preprocessed the images
     * @return a PNG
     */
    public static byte[] png(Tensor images, Tensor attributions, Preprocessor preprocessor) {
        Shape shape = images.shape();
        int factor = Math.max(1, (LEAST_HEIGHT + shape.dimension(2) - 1) / shape.dimension(2));
        int height = shape.dimension(2) * factor;
        int width = shape.dimension(3) * factor;
        int totalWidth = 2 * width + GAP;
        int totalHeight = shape.dimension(0) * (height + GAP) - GAP;
        byte[] canvas = new byte[totalHeight * totalWidth * 3];
        Arrays.fill(canvas, BACKGROUND);
        for (int n = 0; n < shape.dimension(0); n++) {
            byte[] image = preprocessor.restore(images.slice(n));
            byte[] heatmap = HeatmapImage.rgb(attributions.slice(n), PERCENTILE);
            for (int y = 0; y < height; y++) {
                int row = (n * (height + GAP) + y) * totalWidth * 3;
                int source = y / factor * shape.dimension(3) * 3;
                enlarge(image, source, canvas, row, width, factor);
                enlarge(heatmap, source, canvas, row + (width + GAP) * 3, width, factor);
            }
        }
        return Png.rgb(totalHeight, totalWidth, canvas);
    }

    /** Copies one row of RGB pixels, each {@code factor} times. */
    private static void enlarge(byte[] source, int from, byte[] target, int to, int width, int factor) {
        for (int x = 0; x < width; x++) {
            System.arraycopy(source, from + x / factor * 3, target, to + x * 3, 3);
        }
    }
}
