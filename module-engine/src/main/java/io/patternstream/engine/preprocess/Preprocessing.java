/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.preprocess;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How pixels become a model's input: {@code x = (v * scale - mean) / std} for each channel, with v in 0..255.
 *
 * @param order which colour comes first in the model's input; means and deviations are in that order
 * @param scale factor on the pixel value
 * @param mean one value for all channels or one per channel
 * @param std as mean, none 0
 * @param resize what happens to images of another size than the model's input
 */
public record Preprocessing(ChannelOrder order, double scale, List<Double> mean, List<Double> std, Resize resize) {
    private static final String PRESETS = "imagenet, imagenet-caffe, mobilenet, cifar10, unit, raw";

    /** Checks and copies. */
    public Preprocessing {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        if (mean.isEmpty() || std.isEmpty() || std.contains(0.0)) {
            throw new IllegalArgumentException(
                    "preprocessing needs means and deviations other than 0 but has mean " + mean + ", std " + std);
        }
    }

    /** The order of the colours in the model's input. */
    public enum ChannelOrder {
        /** Red, green, blue. */
        RGB,
        /** Blue, green, red, as Caffe's models take them. */
        BGR
    }

    /** What happens to images of another size than the model's input. */
    public enum Resize {
        /** The shorter side is scaled to 256/224 of the input's size, and the centre is cut out. */
        CENTRE_CROP,
        /** Both sides are scaled to the input's size. */
        STRETCH
    }

    /**
     * Returns a preset.
     *
     * @param name {@code imagenet} (RGB, /255, means and deviations of torchvision), {@code imagenet-caffe} (BGR minus 104,
     *     117, 123), {@code mobilenet} (v/127.5 - 1), {@code cifar10} ((v/255 - .5)/.5), {@code unit} (v/255), {@code raw}
     *     (v), in any case
     * @return the preset
     * @throws IllegalArgumentException listing the known ones if there is none of that name
     */
    public static Preprocessing preset(String name) {
        return switch (name.strip().toLowerCase(Locale.ROOT)) {
            case "imagenet" ->
                new Preprocessing(
                        ChannelOrder.RGB,
                        1 / 255.0,
                        List.of(0.485, 0.456, 0.406),
                        List.of(0.229, 0.224, 0.225),
                        Resize.CENTRE_CROP);
            case "imagenet-caffe" ->
                new Preprocessing(ChannelOrder.BGR, 1, List.of(104.0, 117.0, 123.0), List.of(1.0), Resize.CENTRE_CROP);
            case "mobilenet" -> uniform(1 / 127.5, 1, 1, Resize.CENTRE_CROP);
            case "cifar10" -> uniform(1 / 255.0, 0.5, 0.5, Resize.STRETCH);
            case "unit" -> uniform(1 / 255.0, 0, 1, Resize.STRETCH);
            case "raw" -> uniform(1, 0, 1, Resize.STRETCH);
            default -> throw new IllegalArgumentException("unknown preprocessing '" + name + "'; use " + PRESETS);
        };
    }

    private static Preprocessing uniform(double scale, double mean, double std, Resize resize) {
        return new Preprocessing(ChannelOrder.RGB, scale, List.of(mean), List.of(std), resize);
    }

    /** Checks that there is one mean and deviation, or one per channel. */
    void requireChannels(int channels) {
        for (List<Double> values : Arrays.asList(mean, std)) {
            if (values.size() != 1 && values.size() != channels) {
                throw new IllegalArgumentException("preprocessing has " + values.size() + " values " + values
                        + " but the model's input has " + channels + " channels");
            }
        }
    }

    double meanOf(int channel) {
        return mean.get(mean.size() == 1 ? 0 : channel);
    }

    double stdOf(int channel) {
        return std.get(std.size() == 1 ? 0 : channel);
    }
}
