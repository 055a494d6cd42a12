/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.explain;

import io.patternstream.api.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One batch to explain: one forward pass serves all its methods.
 *
 * @param input preprocessed images {@code [N, C, H, W]}
 * @param methods names of methods, at least one
 * @param targets one per sample
 * @param start overrides every method's own start value; null keeps them
 */
public record ExplainRequest(Tensor input, List<String> methods, List<Target> targets, @Nullable StartValue start) {
    /** Checks and copies. */
    public ExplainRequest {
        methods = List.copyOf(methods);
        targets = List.copyOf(targets);
        if (methods.isEmpty()) {
            throw new ExplainException(ErrorType.UNKNOWN_METHOD, "no method was asked for");
        }
        if (targets.size() != input.shape().dimension(0)) {
            throw new ExplainException(
                    ErrorType.INVALID_TARGET,
                    targets.size() + " targets for a batch of " + input.shape().dimension(0) + " images");
        }
    }
}
