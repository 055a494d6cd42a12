/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.preprocess;

import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.preprocess.Preprocessing.ChannelOrder;
import io.patternstream.engine.preprocess.Preprocessing.Resize;

/**
 * Turns pixels into a model's input and back. Immutable, thread-safe.
 *
 * <p>An image of the input's size is taken as it is. Others are scaled by {@link Preprocessing#resize}, bilinear with
 * antialiasing, in float. A colour image becomes grey for a model with one channel (.299 R + .587 G + .114 B); a grey one is
 * repeated for a model with three.
 */
public final class Preprocessor {
    private static final int CROP_FROM = 256;
    private static final int CROP_TO = 224;
    /** As JPEG. */
    private static final int LONGEST_SIDE = 65535;

    private static final float[] LUMA = {0.299f, 0.587f, 0.114f};

    private final Preprocessing preprocessing;
    private final Shape input;

    private Preprocessor(Preprocessing preprocessing, Shape input) {
        this.preprocessing = preprocessing;
        this.input = input;
    }

    /**
     * Creates one.
     *
     * @param preprocessing what to do
     * @param input the model's input {@code [C, H, W]}
     * @return the preprocessor
     * @throws IllegalArgumentException if the means or deviations do not fit the number of channels
     */
    public static Preprocessor create(Preprocessing preprocessing, Shape input) {
        preprocessing.requireChannels(input.dimension(0));
        return new Preprocessor(preprocessing, input);
    }

    /**
     * Preprocesses one image.
     *
     * @param pixels the image
     * @return {@code [C, H, W]}
     * @throws ExplainException of type shape-mismatch if the model takes neither 1 nor 3 channels, payload-too-large if a side of the
     *     image has more than 65535 pixels
     */
    public Tensor apply(Pixels pixels) {
        int channels = input.dimension(0);
        if (channels != 1 && channels != 3) {
            throw new ExplainException(
                    ErrorType.SHAPE_MISMATCH,
                    "the model takes " + channels + " channels, images have 1 or 3; send .npy of shape " + input);
        }
        if (Math.max(pixels.height(), pixels.width()) > LONGEST_SIDE) {
            throw new ExplainException(
                    ErrorType.PAYLOAD_TOO_LARGE,
                    "the image has " + pixels.width() + "x" + pixels.height() + " pixels, a side of at most "
                            + LONGEST_SIDE + " is allowed");
        }
        float[] values = new float[input.elementCount()];
        Resampler[] axes = axes(pixels);
        new RowScaler(pixels, axes[0], axes[1]).scale((y, row) -> normalise(y, row, values));
        return Tensor.wrap(input, values);
    }

    private void normalise(int y, float[] row, float[] values) {
        int width = input.dimension(2);
        boolean colour = row.length > width;
        boolean coloursAsked = input.dimension(0) == 3;
        if (colour && !coloursAsked) {
            toLuma(row, width);
        }
        for (int c = 0; c < input.dimension(0); c++) {
            int from = colour && coloursAsked ? source(c) * width : 0;
            int to = (c * input.dimension(1) + y) * width;
            float factor = (float) (preprocessing.scale() / preprocessing.stdOf(c));
            float shift = (float) (preprocessing.meanOf(c) / preprocessing.stdOf(c));
            for (int x = 0; x < width; x++) {
                values[to + x] = row[from + x] * factor - shift;
            }
        }
    }

    /** Puts the brightness where red was. */
    private static void toLuma(float[] row, int width) {
        for (int x = 0; x < width; x++) {
            row[x] = LUMA[0] * row[x] + LUMA[1] * row[width + x] + LUMA[2] * row[2 * width + x];
        }
    }

    /**
     * Turns a preprocessed image back into pixels, for showing it.
     *
     * @param image {@code [C, H, W]} with 1 or 3 channels
     * @return {@code [H, W, 3]} bytes, red, green, blue
     */
    public byte[] restore(Tensor image) {
        int channels = image.shape().dimension(0);
        int plane = image.shape().elementCount() / channels;
        byte[] rgb = new byte[plane * 3];
        for (int i = 0; i < plane; i++) {
            for (int colour = 0; colour < 3; colour++) {
                int c = channels < 3 ? 0 : source(colour);
                double value = (image.at(c * plane + i) * preprocessing.stdOf(c) + preprocessing.meanOf(c))
                        / preprocessing.scale();
                rgb[i * 3 + colour] = (byte) Math.round(Math.max(0, Math.min(255, value)));
            }
        }
        return rgb;
    }

    /** Swaps red and blue for BGR; its own inverse. */
    private int source(int channel) {
        return preprocessing.order() == ChannelOrder.BGR ? 2 - channel : channel;
    }

    /** How height and width are scaled to the input's, in this order. */
    private Resampler[] axes(Pixels pixels) {
        int height = input.dimension(1);
        int width = input.dimension(2);
        if (preprocessing.resize() == Resize.CENTRE_CROP && !(pixels.height() == height && pixels.width() == width)) {
            double factor = Math.max(
                    Math.ceil((double) height * CROP_FROM / CROP_TO) / pixels.height(),
                    Math.ceil((double) width * CROP_FROM / CROP_TO) / pixels.width());
            return new Resampler[] {cropping(pixels.height(), factor, height), cropping(pixels.width(), factor, width)};
        }
        return new Resampler[] {
            new Resampler(pixels.height(), height, 0, height), new Resampler(pixels.width(), width, 0, width)
        };
    }

    private static Resampler cropping(int from, double factor, int size) {
        int to = Math.max(size, (int) Math.floor(from * factor + 1e-9));
        return new Resampler(from, to, (int) Math.rint((to - size) / 2.0), size); // as torchvision
    }
}
