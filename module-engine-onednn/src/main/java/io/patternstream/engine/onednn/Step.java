/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

/** One thing that an executable does. Running it allocates nothing. */
interface Step extends AutoCloseable {
    void run();

    @Override
    default void close() {}
}
