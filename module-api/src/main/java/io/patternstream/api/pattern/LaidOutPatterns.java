/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.pattern;

/**
 * The patterns of a snapshot, laid out in native memory as explainers want them, before any explains with them: none then has to
 * wait for it. Thread-safe.
 */
public interface LaidOutPatterns extends AutoCloseable {

    /** Patterns that need no laying out. */
    static LaidOutPatterns none() {
        return () -> {};
    }

    /** Lets go of the memory; what explainers use stays until they let go too. Once. */
    @Override
    void close();
}
