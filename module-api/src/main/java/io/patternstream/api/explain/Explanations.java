/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.explain;

import io.patternstream.api.tensor.Tensor;
import java.util.List;

/**
 * The result for one batch.
 *
 * @param logits the explained values, before a final softmax or sigmoid, {@code [N, K]}
 * @param attributions one per requested method, in the order of the request
 */
public record Explanations(Tensor logits, List<Attribution> attributions) {
    /** Copies. */
    public Explanations {
        attributions = List.copyOf(attributions);
    }
}
