/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** Mergeable statistics, the estimators that turn them into patterns, snapshots, and the registry of active patterns. */
@org.jspecify.annotations.NullMarked
module io.patternstream.patterns {
    requires com.fasterxml.jackson.databind;
    requires transitive io.patternstream.api;
    requires static transitive org.jspecify;

    exports io.patternstream.patterns;
}
