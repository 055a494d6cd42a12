/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.explain.Explainer;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a broken engine from bad records. Before a record that failed in the engine becomes a dead letter, the engine is given
 * what it has explained before: the last image that it explained, noise before there is one, with the methods that records get
 * that ask for none. If that fails as well, the record is not at fault, and the breaker is open until something succeeds.
 * Thread-safe.
 */
final class Breaker {
    private static final Logger LOGGER = LoggerFactory.getLogger(Breaker.class);
    /** Errors that a record shares with all others when the engine is broken. */
    private static final Set<ErrorType> SUSPICIOUS = EnumSet.of(ErrorType.ENGINE_FAILURE, ErrorType.NON_FINITE);

    private final ExplainOptions usual;
    private volatile Tensor reference;
    private volatile boolean open;

    Breaker(Shape input, ExplainOptions usual) {
        this.usual = usual;
        this.reference = EngineTrial.noise(input);
    }

    /** Whether the engine could not explain what it must be able to explain, when last asked. */
    boolean open() {
        return open;
    }

    /** Notes that a record was explained. */
    void explained(Tensor input) {
        if (input.shape().equals(reference.shape())) {
            reference = input;
        }
        works();
    }

    /** Whether a failure of this type may be the engine's. */
    static boolean suspects(ErrorType type) {
        return SUSPICIOUS.contains(type);
    }

    /** Asks the engine; returns whether it is broken. On the worker's thread. Without patterns, for example, its answer says nothing. */
    boolean broken(Explainer explainer) {
        Optional<Throwable> failure = EngineTrial.failure(explainer, reference, usual)
                .filter(thrown -> !(thrown instanceof ExplainException known) || suspects(known.type()));
        failure.ifPresentOrElse(this::breaks, this::works);
        return failure.isPresent();
    }

    private synchronized void breaks(Throwable failure) {
        if (!open) {
            open = true;
            LOGGER.atError()
                    .setCause(failure)
                    .log(
                            "The engine fails on images that it should explain; no more are read, and those that are here wait");
        }
    }

    private void works() {
        if (open) {
            synchronized (this) {
                if (open) {
                    open = false;
                    LOGGER.atInfo().log("The engine explains again");
                }
            }
        }
    }
}
