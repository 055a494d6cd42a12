/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.pattern;

/** Receives rows of layers. Called on the thread of the {@link RowSource}. */
@FunctionalInterface
public interface RowTap {

    /**
     * Takes rows of one layer of one batch.
     *
     * @param rows valid only during the call
     */
    void accept(LayerRows rows);
}
