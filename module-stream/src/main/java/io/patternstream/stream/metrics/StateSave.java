/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.metrics;

/** How saving a training partition's state ended. */
public enum StateSave {
    /** It is stored. */
    SUCCEEDED,
    /** It could not be written; the next one holds all that it does. */
    FAILED,
    /** Another instance has the partition now; nothing was written. */
    FENCED
}
