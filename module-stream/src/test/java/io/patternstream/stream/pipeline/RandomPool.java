/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import io.patternstream.api.explain.Explainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Two workers with a queue each, whose tasks finish in any order. */
final class RandomPool implements EnginePool {
    private final Explainer explainer;
    private final Random random;
    private final List<Consumer<Explainer>> tasks = new ArrayList<>();

    RandomPool(Explainer explainer, Random random) {
        this.explainer = explainer;
        this.random = random;
    }

    @Override
    public boolean idle() {
        return tasks.size() < 2;
    }

    @Override
    public boolean accepts() {
        return tasks.size() < 4;
    }

    @Override
    public void execute(Consumer<Explainer> task) {
        tasks.add(task);
    }

    /** Runs one of the tasks. */
    void finishOne(ExplainPipeline pipeline) {
        if (!tasks.isEmpty()) {
            tasks.remove(random.nextInt(tasks.size())).accept(explainer);
            pipeline.pump();
        }
    }
}
