/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

/** A way that has not been generated yet. */
interface LazyWay {
    /**
     * Generates it.
     *
     * @throws OnednnException if oneDNN does not have it
     */
    Way generate();
}
