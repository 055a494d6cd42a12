/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.pattern.PatternSnapshot;
import org.jspecify.annotations.Nullable;

/** A network on a backend, ready for batches. Belongs to one thread; closing frees what was prepared. */
interface Session extends AutoCloseable {

    /** {@return the backend's name} */
    String backend();

    /**
     * Readies passes for batches.
     *
     * @param schedule the passes
     * @param samples in every batch
     * @param snapshot the active patterns; null where no pass needs any
     * @return closed by the caller before the next is prepared
     * @throws io.patternstream.api.explain.ExplainException if the patterns do not fit
     */
    Run prepare(Schedule schedule, int samples, @Nullable PatternSnapshot snapshot);

    /**
     * Readies passes before batches need them.
     *
     * @param schedule the passes
     * @param samples in every batch
     * @param snapshot the active patterns; null where no pass needs any
     * @throws io.patternstream.api.explain.ExplainException if the patterns do not fit
     */
    default void ready(Schedule schedule, int samples, @Nullable PatternSnapshot snapshot) {
        prepare(schedule, samples, snapshot).close();
    }

    @Override
    void close();
}
