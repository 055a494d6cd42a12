/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.worker;

import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.explain.Explainer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What explainers are readied for before records need it.
 *
 * @param methods those that records get that ask for none
 * @param sizes of batches, in this order
 * @param limit no further size is begun after this time: on a machine where a large model has not run yet, one can take minutes
 */
public record Preparation(List<String> methods, List<Integer> sizes, Duration limit) {
    private static final Logger LOGGER = LoggerFactory.getLogger(Preparation.class);

    /** Copies. */
    public Preparation {
        methods = List.copyOf(methods);
        sizes = List.copyOf(sizes);
    }

    /** Readies an explainer; returns what failed. It is told, too: a record that needs it fails by itself. */
    Optional<String> apply(Explainer explainer) {
        long begin = System.nanoTime();
        for (int size : sizes) {
            if (System.nanoTime() - begin >= limit.toNanos()) {
                LOGGER.atInfo()
                        .addKeyValue("size", size)
                        .log(
                                "An engine is not prepared yet for batches of this size and above; the first of each will take longer");
                return Optional.empty();
            }
            try {
                explainer.prepare(methods, size);
            } catch (RuntimeException | OutOfMemoryError | StackOverflowError | LinkageError e) {
                if (!(e instanceof ExplainException known && known.type() == ErrorType.PATTERNS_UNAVAILABLE)) {
                    LOGGER.atWarn()
                            .addKeyValue("size", size)
                            .addKeyValue("methods", methods)
                            .addKeyValue("reason", e.getMessage())
                            .log("An engine could not be prepared for batches");
                    return Optional.of(String.valueOf(e.getMessage()));
                }
                return Optional.empty();
            }
        }
        return Optional.empty();
    }
}
