/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.app;

import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.Methods;
import java.util.function.UnaryOperator;

/**
 * Resolves the methods that records ask for, and refuses those that would keep the other records waiting for minutes.
 * Immutable, thread-safe.
 *
 * @param passes most passes over the network for one image
 * @param image shape of one image, {@code [C, H, W]}
 */
record MethodBudget(int passes, Shape image) implements UnaryOperator<String> {

    /** The canonical name; throws an explain exception of type unknown-method or method-too-costly. */
    @Override
    public String apply(String method) {
        int needed = Methods.passes(method, image);
        if (needed > passes) {
            throw new ExplainException(
                    ErrorType.METHOD_TOO_COSTLY,
                    "method '" + method + "' needs " + needed + " passes for one image; this service allows " + passes
                            + " (limits.passes), the command explain any number");
        }
        return Methods.canonical(method);
    }
}
