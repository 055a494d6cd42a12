/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.render;

import io.patternstream.api.tensor.Tensor;
import java.util.Optional;

/**
 * Draws the signed sum over the channels in diverging colours: how much each pixel speaks for or against the target.
 *
 * @param colours what values look like
 * @param normalisation which value has the colour of the ends
 */
public record HeatmapImage(ColourMap colours, Normalisation normalisation) implements Plain {

    @Override
    public Picture draw(Tensor attribution) {
        SignedMap map = SignedMap.of(attribution, normalisation);
        if (!map.finite()) {
            return Crossed.out(map.height(), map.width(), colours.neutral());
        }
        return Canvas.painted(map.height(), map.width(), i -> colours.colour(map.value(i)));
    }

    @Override
    public Picture crossedOut(Picture image) {
        return Crossed.out(image.height(), image.width(), colours.neutral());
    }

    @Override
    public Optional<ColourBar> bar(Tensor attribution) {
        return Optional.of(
                new ColourBar(colours, SignedMap.of(attribution, normalisation).extreme()));
    }
}
