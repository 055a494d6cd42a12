/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;

/** Results that are still the backend's; valid until it runs again. */
public interface Values {

    /** {@return the shape, {@code [N, ...]}} */
    Shape shape();

    /** {@return a copy, rounded to float32} */
    Tensor rounded();

    /** {@return a copy in the backend's precision, C order} */
    double[] exact();

    /**
     * Copies them, rounded to float32.
     *
     * @param target receives the values in C order
     */
    void copyTo(float[] target);
}
