/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.preprocess;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.util.Arrays;

/**
 * The samples of a decoded image as they are stored: no colour management (Java would brighten grey images), alpha dropped,
 * 16 bits scaled to 0..255. That is what Pillow's {@code convert("RGB")} gives, with which most models were trained.
 */
final class BufferedPixels implements Pixels {
    private final Raster raster;
    private final int[] palette;
    private final int channels;
    private final float scale;

    private BufferedPixels(BufferedImage image, int channels) {
        ColorModel colors = image.getColorModel();
        this.raster = image.getRaster();
        this.channels = channels;
        if (colors instanceof IndexColorModel indexed) {
            this.palette = new int[indexed.getMapSize()];
            indexed.getRGBs(palette);
            this.scale = 1;
        } else {
            this.palette = new int[0];
            this.scale = 255f / ((1 << colors.getComponentSize(0)) - 1);
        }
    }

    /** Wraps an image whose raster begins at its own origin, as those from readers do; its bytes are read directly if it has such. */
    static Pixels of(BufferedImage image) {
        ColorModel colors = image.getColorModel();
        boolean indexed = colors instanceof IndexColorModel;
        int channels = indexed || colors.getNumColorComponents() >= 3 ? 3 : 1;
        if (!indexed
                && colors.getComponentSize(0) == 8
                && image.getRaster().getParent() == null
                && image.getRaster().getDataBuffer() instanceof DataBufferByte data
                && data.getNumBanks() == 1
                && image.getSampleModel() instanceof ComponentSampleModel samples) {
            int[] begins = Arrays.copyOf(samples.getBandOffsets(), channels);
            for (int c = 0; c < channels; c++) {
                begins[c] += data.getOffset();
            }
            return new BytePixels(
                    image.getHeight(),
                    image.getWidth(),
                    data.getData(),
                    new BytePixels.Layout(samples.getScanlineStride(), samples.getPixelStride()),
                    begins);
        }
        return new BufferedPixels(image, channels);
    }

    @Override
    public int channels() {
        return channels;
    }

    @Override
    public int height() {
        return raster.getHeight();
    }

    @Override
    public int width() {
        return raster.getWidth();
    }

    @Override
    public void row(int y, int begin, int end, float[] target) {
        int[] stored = raster.getPixels(begin, y, end - begin, 1, (int[]) null);
        int bands = raster.getNumBands();
        for (int i = 0; i < (end - begin) * channels; i++) {
            int sample = stored[i / channels * bands + (palette.length > 0 ? 0 : i % channels)];
            target[i] = palette.length > 0 ? (palette[sample] >> (16 - 8 * (i % channels))) & 0xff : sample * scale;
        }
    }
}
