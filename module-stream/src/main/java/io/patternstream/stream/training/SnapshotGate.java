/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.training;

import io.patternstream.api.pattern.PatternSnapshot;
import java.util.Optional;

/** What a new snapshot must pass before it is published. */
@FunctionalInterface
public interface SnapshotGate {

    /**
     * Judges a snapshot.
     *
     * @param candidate the new snapshot
     * @return why it must not be published; empty if it may
     */
    Optional<String> objection(PatternSnapshot candidate);
}
