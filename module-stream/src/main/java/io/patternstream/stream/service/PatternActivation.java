/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.service;

import io.patternstream.api.pattern.LaidOutPatterns;
import io.patternstream.api.pattern.PatternSnapshot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes snapshots the active one. Each is laid out before, on the thread that brings it, so that workers have only to take it
 * over. Thread-safe; closing lets go of what was laid out and not taken over.
 */
final class PatternActivation implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(PatternActivation.class);

    private final PatternParts parts;
    private final Runnable activated;
    private LaidOutPatterns current = LaidOutPatterns.none();
    private boolean closed;

    /** The action is run after each activation, and must not block. */
    PatternActivation(PatternParts parts, Runnable activated) {
        this.parts = parts;
        this.activated = activated;
    }

    /** Throws if the snapshot does not fit the model; the one before stays active then. */
    void activate(PatternSnapshot snapshot) {
        LaidOutPatterns next = layOut(snapshot);
        try {
            parts.activate().accept(snapshot);
        } catch (RuntimeException e) {
            next.close();
            throw e;
        }
        activated.run();
        replace(next);
    }

    @Override
    public synchronized void close() {
        closed = true;
        current.close();
        current = LaidOutPatterns.none();
    }

    private synchronized void replace(LaidOutPatterns next) {
        current.close();
        current = next;
        if (closed) {
            close();
        }
    }

    private LaidOutPatterns layOut(PatternSnapshot snapshot) {
        try {
            return parts.layOut().apply(snapshot);
        } catch (RuntimeException | OutOfMemoryError e) {
            LOGGER.atWarn()
                    .addKeyValue("snapshotId", snapshot.id())
                    .addKeyValue("reason", e.getMessage())
                    .log("Patterns could not be laid out ahead of their use; the first batches with them take longer");
            return LaidOutPatterns.none();
        }
    }
}
