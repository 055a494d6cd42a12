/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.lowering.GraphWriter;
import io.patternstream.engine.spi.ModelFormatException;
import java.util.Optional;

/**
 * The shape of one sample, channels first. A Keras model may leave the sides of its images open; then what the caller knows
 * is taken, or else 224. Stateless.
 */
final class InputShape {
    private static final int DEFAULT_SIDE = 224;

    private InputShape() {}

    static Shape of(JsonNode batch, Optional<Shape> known) {
        int axes = batch.size() - 1;
        if (axes < 1 || axes > 3 || batch.get(axes).isNull()) {
            throw new ModelFormatException("takes " + batch + ", but supported are vectors, sequences and images with a"
                    + " known number of channels; build the model with keras.Input(shape=(height, width, channels))");
        }
        int[] dimensions = new int[axes];
        for (int axis = 0; axis < axes; axis++) {
            int first = (axis + 1) % axes;
            JsonNode extent = batch.get(axis + 1);
            dimensions[first] = extent.isNull() ? open(first, axes, known) : KerasLayer.whole("input shape", extent, 1);
        }
        return GraphWriter.sample(dimensions);
    }

    private static int open(int axis, int axes, Optional<Shape> known) {
        return known.filter(shape -> shape.rank() == axes)
                .map(shape -> shape.dimension(axis))
                .orElse(DEFAULT_SIDE);
    }
}
