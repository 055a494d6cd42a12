/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.render;

import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.preprocess.Preprocessing.ChannelOrder;
import java.util.Optional;

/**
 * Draws a signal in the image's own colours: {@code x / (2 s) + 1/2} of full brightness, where s is the extreme over all
 * values of the image. 0 is middle grey. With {@link Normalisation#maxAbs} this is the display of Kindermans et al., 2017.
 * An attribution with 1 channel is drawn in grey.
 *
 * @param normalisation which value is the brightest
 * @param order which colour the first channel is
 */
public record BackProjection(Normalisation normalisation, ChannelOrder order) implements Plain {
    private static final int NEUTRAL = 0x808080;

    /**
     * Tells whether attributions of this shape can be drawn so.
     *
     * @param input {@code [C, H, W]}
     * @return whether there are 1 or 3 channels
     */
    public static boolean fits(Shape input) {
        return input.dimension(0) == 1 || input.dimension(0) == 3;
    }

    @Override
    public Picture draw(Tensor attribution) {
        Shape shape = attribution.shape();
        if (!fits(shape)) {
            throw new IllegalArgumentException("colours need 1 or 3 channels, but the attribution is " + shape);
        }
        double[] values = new double[shape.elementCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = attribution.at(i);
        }
        double extreme = normalisation.extreme(values);
        if (!Double.isFinite(extreme)) {
            return Crossed.out(shape.dimension(1), shape.dimension(2), NEUTRAL);
        }
        int plane = shape.dimension(1) * shape.dimension(2);
        int second = values.length / plane / 2 * plane; // where green is: the only plane if there is one
        int third = 2 * second;
        int red = order == ChannelOrder.RGB ? 0 : third;
        return Canvas.painted(
                shape.dimension(1),
                shape.dimension(2),
                i -> Colour.of(
                        brightness(values[red + i], extreme),
                        brightness(values[second + i], extreme),
                        brightness(values[third - red + i], extreme)));
    }

    /** 0 to 255; 0 is 128. */
    private static long brightness(double value, double extreme) {
        double share = extreme == 0 ? 0 : Math.max(-1, Math.min(1, value / extreme));
        return Math.round((share / 2 + 0.5) * 255);
    }

    @Override
    public Picture crossedOut(Picture image) {
        return Crossed.out(image.height(), image.width(), NEUTRAL);
    }

    @Override
    public Optional<ColourBar> bar(Tensor attribution) {
        return Optional.empty();
    }
}
