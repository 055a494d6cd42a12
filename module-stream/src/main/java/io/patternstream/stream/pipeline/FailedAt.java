/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import java.util.Locale;

/** Where on its way a record went wrong. */
public enum FailedAt {
    /** Reading what it asks for. */
    DISPATCH,
    /** Decoding the image. */
    DECODE,
    /** Explaining it. */
    EXPLAIN,
    /** Publishing its heatmaps. */
    PUBLISH;

    /** {@return the name in dead letters, for example {@code decode}} */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
