/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.spi;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Window;

/**
 * Pooling primitives of a backend. Arrays belong to its open scope, as for {@link Kernels}.
 *
 * @param <A> the backend's array
 */
public interface Pools<A> {

    /**
     * Takes the maximum of each window; padding never wins.
     *
     * @param x input
     * @param window geometry
     * @return maxima
     */
    A max(A x, Window window);

    /**
     * Sends everything to the first maximal position of each window, row by row.
     *
     * @param r arriving at the output
     * @param x the forward pass's input
     * @param window geometry
     * @return shaped like x
     */
    A maxBackward(A r, A x, Window window);

    /**
     * Takes the mean of each window.
     *
     * @param x input
     * @param window geometry
     * @param countIncludePad whether padding counts in the divisor
     * @return means
     */
    A average(A x, Window window, boolean countIncludePad);

    /**
     * Spreads evenly over each window: the transpose of {@link #average}.
     *
     * @param r arriving at the output
     * @param input shape of one sample of the forward pass's input
     * @param window geometry
     * @param countIncludePad whether padding counts in the divisor
     * @return shaped like the input
     */
    A averageBackward(A r, Shape input, Window window, boolean countIncludePad);
}
