/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.evaluation.heatmap;

import io.patternstream.api.tensor.Tensor;

/** Runs a model forward. For one thread. */
@FunctionalInterface
public interface Classifier {

    /**
     * Classifies.
     *
     * @param batch preprocessed images {@code [N, C, H, W]}
     * @return logits {@code [N, K]}
     */
    Tensor logits(Tensor batch);
}
