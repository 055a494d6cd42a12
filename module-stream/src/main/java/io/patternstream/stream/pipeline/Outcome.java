/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import java.util.List;
import java.util.Optional;

/** How one record ended. */
public sealed interface Outcome {

    /**
     * It was explained.
     *
     * @param maker what made its heatmaps
     * @param options what it asked for, with the defaults filled in
     * @param predicted the class with the largest logit
     * @param target the class that was explained; empty where several were together
     * @param heatmaps one per method, in the order asked for
     */
    record Explained(
            Maker maker,
            ExplainOptions options,
            ClassScore predicted,
            Optional<ClassScore> target,
            List<Heatmap> heatmaps)
            implements Outcome {
        /** Copies. */
        public Explained {
            heatmaps = List.copyOf(heatmaps);
        }
    }

    /**
     * It cannot be explained, whoever tries.
     *
     * @param trouble why
     */
    record Rejected(Trouble trouble) implements Outcome {}

    /**
     * Explaining it failed, also after the retries that its error deserves.
     *
     * @param trouble why
     */
    record Failed(Trouble trouble) implements Outcome {}
}
