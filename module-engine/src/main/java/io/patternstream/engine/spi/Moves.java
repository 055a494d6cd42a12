/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.spi;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.IndexMap;
import java.util.List;

/**
 * Primitives of a backend that move values without computing. Arrays belong to its open scope, as for {@link Kernels}.
 *
 * @param <A> the backend's array
 */
public interface Moves<A> {

    /**
     * Joins along the channels.
     *
     * @param parts {@code [N, Ci, ...]}
     * @return {@code [N, sum Ci, ...]}
     */
    A concat(List<A> parts);

    /**
     * Takes a range of channels.
     *
     * @param x {@code [N, C, ...]}
     * @param from first channel
     * @param count number of channels
     * @return {@code [N, count, ...]}
     */
    A channels(A x, int from, int count);

    /**
     * Gives the same values another shape.
     *
     * @param x any
     * @param sample new shape of one sample
     * @return {@code [N, sample]}
     */
    A reshape(A x, Shape sample);

    /**
     * Takes values from each sample.
     *
     * @param x {@code [N, ...]}
     * @param map which value goes where
     * @return the result's values
     */
    A rearrange(A x, IndexMap map);

    /**
     * Sends each value back to where it came from, adding up: the transpose of {@link #rearrange} without its constants.
     *
     * @param r shaped like the result
     * @param map which value went where
     * @return shaped like the input
     */
    A rearrangeBackward(A r, IndexMap map);
}
