/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.render;

import io.patternstream.api.explain.MethodGroup;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.preprocess.Preprocessing.ChannelOrder;

/** A way of drawing an attribution that needs nothing of the image but its size. Immutable, thread-safe. */
public sealed interface Plain extends Rendering permits BackProjection, HeatmapImage {

    /**
     * Chooses how results of a method are looked at: in the colours of the image, or as a heatmap.
     *
     * @param group what they mean
     * @param input the model's input, {@code [C, H, W]}; heatmaps always where it has neither 1 nor 3 channels
     * @param order which colour its first channel is
     * @param heatmap how heatmaps are drawn
     * @return a back-projection with the heatmap's normalisation, or the heatmap
     */
    static Plain usual(MethodGroup group, Shape input, ChannelOrder order, HeatmapImage heatmap) {
        return group.looksLikeImage() && BackProjection.fits(input)
                ? new BackProjection(heatmap.normalisation(), order)
                : heatmap;
    }

    /**
     * Draws an attribution.
     *
     * @param attribution {@code [C, H, W]}
     * @return as {@link #draw(Tensor, Picture)}
     */
    Picture draw(Tensor attribution);

    @Override
    default Picture draw(Tensor attribution, Picture image) {
        return draw(attribution);
    }
}
