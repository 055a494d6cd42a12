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
 * @param ties who won among equals
 * @param attributions for each requested method one per list of targets, both in the order of the request
 */
public record Explanations(Tensor logits, TieRule ties, List<Attribution> attributions) {
    /** Copies. */
    public Explanations {
        attributions = List.copyOf(attributions);
    }
}
