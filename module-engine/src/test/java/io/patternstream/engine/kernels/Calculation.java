/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.kernels;

import io.patternstream.engine.spi.Kernels;
import java.util.List;

/** Something to ask of any backend. */
public interface Calculation {
    /**
     * Asks.
     *
     * @param kernels a backend's
     * @param inputs arrays of that backend
     * @param <A> its array
     * @return what it computes
     */
    <A> List<A> on(Kernels<A> kernels, List<A> inputs);
}
