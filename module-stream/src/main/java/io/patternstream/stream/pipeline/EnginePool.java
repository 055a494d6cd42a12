/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import io.patternstream.api.explain.Explainer;
import java.util.function.Consumer;

/** Threads that each own an explainer, with a bounded queue before them. Thread-safe. */
public interface EnginePool {

    /** {@return whether a worker has nothing to do, now and next} */
    boolean idle();

    /** {@return whether the queue has room for one more task} */
    boolean accepts();

    /**
     * Queues a task. The pipeline is the only caller, and asks {@link #accepts()} before.
     *
     * @param task runs on a worker's thread with its explainer; must not throw
     */
    void execute(Consumer<Explainer> task);
}
