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
import java.util.function.BooleanSupplier;
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

    /**
     * How a preparation ended.
     *
     * @param complete whether nothing is left to be done
     * @param failure why it could not be done for some records; they are told, too, when they fail
     */
    record Outcome(boolean complete, Optional<String> failure) {
        private static final Outcome COMPLETE = new Outcome(true, Optional.empty());
        private static final Outcome INTERRUPTED = new Outcome(false, Optional.empty());

        private static Outcome of(String failure) {
            return new Outcome(true, Optional.of(failure));
        }
    }

    /** Readies an explainer, or goes on with that, as long as nothing else is to be done. */
    Outcome apply(Explainer explainer, BooleanSupplier goesOn) {
        long begin = System.nanoTime();
        for (int size : sizes) {
            if (!goesOn.getAsBoolean()) {
                return Outcome.INTERRUPTED;
            }
            if (System.nanoTime() - begin >= limit.toNanos()) {
                LOGGER.atInfo()
                        .addKeyValue("size", size)
                        .log(
                                "An engine is not prepared yet for batches of this size and above; the first of each will take longer");
                return Outcome.COMPLETE;
            }
            try {
                explainer.prepare(methods, size);
            } catch (RuntimeException | OutOfMemoryError | StackOverflowError | LinkageError e) {
                return failed(size, e);
            }
        }
        return Outcome.COMPLETE;
    }

    private Outcome failed(int size, Throwable failure) {
        if (failure instanceof ExplainException known && known.type() == ErrorType.PATTERNS_UNAVAILABLE) {
            return Outcome.COMPLETE;
        }
        LOGGER.atWarn()
                .addKeyValue("size", size)
                .addKeyValue("methods", methods)
                .addKeyValue("reason", failure.getMessage())
                .log("An engine could not be prepared for batches");
        return Outcome.of(String.valueOf(failure.getMessage()));
    }
}
