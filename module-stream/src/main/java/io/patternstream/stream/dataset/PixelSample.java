/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.dataset;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.preprocess.Pixels;
import io.patternstream.engine.render.Png;

/** An image as planes of bytes, {@code [C, H, W]}. */
final class PixelSample implements ImageSample {
    private final String name;
    private final Shape shape;
    private final byte[] planes;

    PixelSample(String name, Shape shape, byte[] planes) {
        this.name = name;
        this.shape = shape;
        this.planes = planes;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String contentType() {
        return "image/png";
    }

    @Override
    public byte[] bytes() {
        int height = shape.dimension(1);
        int width = shape.dimension(2);
        if (shape.dimension(0) == 1) {
            return Png.grey(height, width, planes);
        }
        byte[] interleaved = new byte[planes.length];
        for (int i = 0; i < planes.length; i++) {
            interleaved[i] = planes[i % 3 * height * width + i / 3];
        }
        return Png.rgb(height, width, interleaved);
    }

    Pixels pixels() {
        return Pixels.planar(shape.dimension(0), shape.dimension(1), shape.dimension(2), planes);
    }
}
