/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import java.util.Locale;

/** Which records have their outputs published in the order in which they came. */
public enum Ordering {
    /** Those of one partition with equal keys; a record without a key has no order. */
    KEY,
    /** Those of one partition. */
    PARTITION,
    /** None. */
    NONE;

    /**
     * Reads a setting.
     *
     * @param name {@code key}, {@code partition} or {@code none}
     * @return the ordering
     * @throws IllegalArgumentException if there is none of that name
     */
    public static Ordering of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
