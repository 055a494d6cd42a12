/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import io.patternstream.api.explain.Explainer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/** One worker that works only when told, with a queue of two tasks. */
final class ManualPool implements EnginePool {
    private final Explainer explainer;
    private final Queue<Consumer<Explainer>> tasks = new ArrayDeque<>();
    private boolean busy;

    ManualPool(Explainer explainer) {
        this.explainer = explainer;
    }

    @Override
    public boolean idle() {
        return !busy && tasks.isEmpty();
    }

    @Override
    public boolean accepts() {
        return tasks.size() < 2;
    }

    @Override
    public void execute(Consumer<Explainer> task) {
        if (!accepts()) {
            throw new IllegalStateException("the queue is full");
        }
        tasks.add(task);
    }

    /** From now on the worker looks busy with something else, until told otherwise. */
    void busy(boolean value) {
        busy = value;
    }

    /** Runs everything queued, and what becomes due by that. */
    void work(ExplainPipeline pipeline) {
        while (!tasks.isEmpty()) {
            tasks.remove().accept(explainer);
            pipeline.pump();
        }
    }

    int queued() {
        return tasks.size();
    }
}
