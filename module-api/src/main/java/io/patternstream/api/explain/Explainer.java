/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.explain;

import io.patternstream.api.model.ModelDescription;
import java.util.List;

/**
 * Explains batches with one preloaded model.
 *
 * <p>An explainer belongs to one thread at a time: it owns working memory that it reuses. Weights are shared between
 * explainers of the same model. Closing frees its native memory.
 */
public interface Explainer extends AutoCloseable {

    /** {@return the model that it explains} */
    ModelDescription model();

    /**
     * Runs forward once, and backward once per method and list of targets. A batch uses one pattern snapshot from beginning
     * to end.
     *
     * @param request the batch
     * @return logits and attributions
     * @throws ExplainException if the shape, a method or a target does not fit, patterns are missing, or it fails
     */
    Explanations explain(ExplainRequest request);

    /**
     * Readies what explaining such batches needs, so that the first of them takes no longer than the others. Needless, but for time;
     * as it stands here, does nothing.
     *
     * @param methods names or aliases, as a request has them
     * @param samples in a batch, at least 1
     * @throws ExplainException as {@link #explain}
     */
    default void prepare(List<String> methods, int samples) {}

    @Override
    void close();
}
