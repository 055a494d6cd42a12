/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.training;

import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.stream.metrics.Refusal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a new snapshot must pass before it is published. */
@FunctionalInterface
public interface SnapshotCheck {

    /**
     * Checks a snapshot.
     *
     * @param candidate the new snapshot
     * @param quality how it compares with the active one, if that was measured
     * @return why it must not be published; empty if it may
     */
    List<Objection> objections(PatternSnapshot candidate, Optional<SnapshotQuality> quality);

    /**
     * One reason not to publish a snapshot.
     *
     * @param reason the kind
     * @param detail where, and the offending value
     */
    record Objection(Refusal reason, String detail) {
        @Override
        public String toString() {
            return reason.name().toLowerCase(Locale.ROOT).replace('_', ' ') + ": " + detail;
        }
    }
}
