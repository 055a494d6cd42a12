/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.render;

import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.preprocess.Preprocessor;
import java.util.Arrays;

/** Draws a batch: one row per image, the image on the left and its heatmap on the right. Stateless. */
public final class ImageGrid {
    private static final int GAP = 2;
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
        int height = shape.dimension(2);
        int width = shape.dimension(3);
        int totalWidth = 2 * width + GAP;
        int totalHeight = shape.dimension(0) * (height + GAP) - GAP;
        byte[] canvas = new byte[totalHeight * totalWidth * 3];
        Arrays.fill(canvas, BACKGROUND);
        for (int n = 0; n < shape.dimension(0); n++) {
            byte[] image = preprocessor.restore(images.slice(n));
            byte[] heatmap = HeatmapImage.rgb(attributions.slice(n), 100);
            for (int y = 0; y < height; y++) {
                int row = (n * (height + GAP) + y) * totalWidth * 3;
                System.arraycopy(image, y * width * 3, canvas, row, width * 3);
                System.arraycopy(heatmap, y * width * 3, canvas, row + (width + GAP) * 3, width * 3);
            }
        }
        return Png.rgb(totalHeight, totalWidth, canvas);
    }
}
