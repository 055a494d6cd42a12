/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.preprocess;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * The samples of a decoded image as they are stored: no colour management (Java would brighten grey images), alpha dropped,
 * 16 bits scaled to 0..255. That is what Pillow's {@code convert("RGB")} gives, with which most models were trained.
 */
final class BufferedPixels implements Pixels {
    private final BufferedImage image;
    private final boolean indexed;
    private final int channels;
    private final float scale;

    BufferedPixels(BufferedImage image) {
        ColorModel colors = image.getColorModel();
        this.image = image;
        this.indexed = colors instanceof IndexColorModel;
        this.channels = indexed || colors.getNumColorComponents() >= 3 ? 3 : 1;
        this.scale = indexed ? 1 : 255f / ((1 << colors.getComponentSize(0)) - 1);
    }

    @Override
    public int channels() {
        return channels;
    }

    @Override
    public int height() {
        return image.getHeight();
    }

    @Override
    public int width() {
        return image.getWidth();
    }

    @Override
    public void row(int channel, int y, float[] target) {
        int width = image.getWidth();
        Raster raster = image.getRaster();
        if (indexed) {
            IndexColorModel palette = (IndexColorModel) image.getColorModel();
            for (int x = 0; x < width; x++) {
                target[x] = (palette.getRGB(raster.getSample(x, y, 0)) >> (16 - 8 * channel)) & 0xff;
            }
        } else {
            raster.getSamples(0, y, width, 1, channel, target);
            for (int x = 0; x < width; x++) {
                target[x] *= scale;
            }
        }
    }
}
