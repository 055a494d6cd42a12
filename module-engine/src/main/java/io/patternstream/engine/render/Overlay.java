/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.render;

import io.patternstream.api.tensor.Tensor;
import java.util.Optional;

/**
 * Lays a heatmap over the image: the image in grey, the more tinted the larger the value. Where the value is 0 the image
 * shows as it is.
 *
 * @param heatmap what is laid over it
 */
public record Overlay(HeatmapImage heatmap) implements Rendering {
    private static final double STRONGEST = 0.9; // even under the largest value the image shows through
    private static final double LEAST_SATURATION = 0.5; // a pale tint would look like fog on the image

    @Override
    public Picture draw(Tensor attribution, Picture image) {
        SignedMap map = SignedMap.of(attribution, heatmap.normalisation());
        if (!map.finite()) {
            return crossedOut(image);
        }
        return Canvas.painted(map.height(), map.width(), i -> {
            double value = map.value(i);
            double tint = Math.copySign(LEAST_SATURATION + (1 - LEAST_SATURATION) * Math.abs(value), value);
            int grey = grey(image.colour(i % map.width(), i / map.width()));
            return Colour.between(grey, heatmap.colours().colour(tint), STRONGEST * Math.abs(value));
        });
    }

    @Override
    public Picture crossedOut(Picture image) {
        return heatmap.crossedOut(image);
    }

    @Override
    public Optional<ColourBar> bar(Tensor attribution) {
        return heatmap.bar(attribution);
    }

    private static int grey(int colour) {
        long luma = Math.round(0.299 * (colour >> 16 & 0xff) + 0.587 * (colour >> 8 & 0xff) + 0.114 * (colour & 0xff));
        return Colour.of(luma, luma, luma);
    }
}
