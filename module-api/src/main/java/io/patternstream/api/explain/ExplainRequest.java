/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.explain;

import io.patternstream.api.tensor.Tensor;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One batch to explain: one forward pass serves all its methods and all its lists of targets.
 *
 * @param input preprocessed images {@code [N, C, H, W]}
 * @param methods names of methods, at least one
 * @param targets at least one list, each of one target per sample; every method explains every list
 * @param start overrides every method's own start value; null keeps them
 */
public record ExplainRequest(
        Tensor input, List<String> methods, List<List<Target>> targets, @Nullable StartValue start) {
    /** Checks and copies. */
    public ExplainRequest {
        methods = List.copyOf(methods);
        targets = targets.stream().map(List::copyOf).toList();
        if (methods.isEmpty()) {
            throw new ExplainException(ErrorType.UNKNOWN_METHOD, "no method was asked for");
        }
        if (targets.isEmpty()) {
            throw new ExplainException(ErrorType.INVALID_TARGET, "no target was asked for");
        }
        int samples = input.shape().dimension(0);
        for (List<Target> list : targets) {
            if (list.size() != samples) {
                throw new ExplainException(
                        ErrorType.INVALID_TARGET, list.size() + " targets for a batch of " + samples + " images");
            }
        }
    }

    /**
     * Asks for each sample's largest logit, from each method's own start value.
     *
     * @param input preprocessed images {@code [N, C, H, W]}
     * @param methods names of methods, at least one
     * @return the request
     */
    public static ExplainRequest of(Tensor input, String... methods) {
        return of(input, List.of(methods), Collections.nCopies(input.shape().dimension(0), new Target.MaxOutput()));
    }

    /**
     * Asks for one target per sample, from each method's own start value.
     *
     * @param input preprocessed images {@code [N, C, H, W]}
     * @param methods names of methods, at least one
     * @param targets one per sample
     * @return the request
     */
    public static ExplainRequest of(Tensor input, List<String> methods, List<Target> targets) {
        return of(input, methods, targets, null);
    }

    /**
     * Asks for one target per sample.
     *
     * @param input preprocessed images {@code [N, C, H, W]}
     * @param methods names of methods, at least one
     * @param targets one per sample
     * @param start overrides every method's own start value; null keeps them
     * @return the request
     */
    public static ExplainRequest of(
            Tensor input, List<String> methods, List<Target> targets, @Nullable StartValue start) {
        return new ExplainRequest(input, methods, List.of(targets), start);
    }
}
