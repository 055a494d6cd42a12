/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.pattern;

import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.tensor.Tensor;
import java.util.List;

/** Runs training images through a model and reports the statistics of every layer with weights. One thread at a time. */
public interface ActivationSource extends AutoCloseable {

    /** {@return the model} */
    ModelDescription model();

    /** {@return the weights of every layer that patterns are learned for, in network order} */
    List<LayerWeights> layers();

    /**
     * Runs one batch forward; calls the tap twice for each layer, once for each sign.
     *
     * @param batch preprocessed images {@code [N, C, H, W]}
     * @param tap receives the statistics
     */
    void observe(Tensor batch, ActivationTap tap);

    @Override
    void close();
}
