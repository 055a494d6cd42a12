/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.pattern;

import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.tensor.Tensor;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Shows what layers read and answer at positions drawn by chance, so that memory does not grow with the images. Belongs to one
 * thread; closing frees native memory.
 */
public interface RowSource extends AutoCloseable {

    /** {@return the model} */
    ModelDescription model();

    /** {@return the weights of every layer that has rows, in network order} */
    List<LayerWeights> layers();

    /**
     * Runs one batch forward; calls the tap once for each layer.
     *
     * @param batch preprocessed images {@code [N, C, H, W]}
     * @param rowsPerImage how many positions of each image are drawn, without repetition; all where a layer has no more
     * @param random draws them
     * @param tap receives the rows
     * @throws io.patternstream.api.explain.ExplainException of type {@code SHAPE_MISMATCH} if the batch does not fit the model
     */
    void observe(Tensor batch, int rowsPerImage, RandomGenerator random, RowTap tap);

    @Override
    void close();
}
