/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.pattern;

import java.util.Optional;

/** Read side of the patterns that are active. Thread-safe, never blocks. */
@FunctionalInterface
public interface PatternSource {

    /** {@return the active snapshot; a batch asks once and uses that one to its end} */
    Optional<PatternSnapshot> current();
}
