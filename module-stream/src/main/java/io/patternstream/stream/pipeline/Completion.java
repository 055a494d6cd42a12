/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

/** Learns how one record ended; exactly one of its methods is called, once, from any thread. Must not block. */
public interface Completion {

    /**
     * The record has an outcome.
     *
     * @param outcome the outcome
     */
    void completed(Outcome outcome);

    /** The record was given up before it had an outcome: whoever sent it owns it again. */
    void abandoned();
}
