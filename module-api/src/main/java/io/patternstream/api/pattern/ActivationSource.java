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
     * Runs one batch forward and reports its statistics: of each layer with weights every neuron, for both signs, in one call
     * of the tap or in several with some of the neurons each. The same batch gives the same statistics, bit for bit, whatever
     * was observed before.
     *
     * @param batch preprocessed images {@code [N, C, H, W]}
     * @param tap receives the statistics
     */
    void observe(Tensor batch, ActivationTap tap);

    @Override
    void close();
}
