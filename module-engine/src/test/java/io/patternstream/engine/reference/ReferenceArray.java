/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.reference;

import io.patternstream.api.tensor.Shape;

/** A float64 batch in C order. */
public final class ReferenceArray {
    private final Shape shape;
    private final double[] values;

    /**
     * Wraps values without copying.
     *
     * @param shape {@code [N, ...]}
     * @param values C order
     */
    public ReferenceArray(Shape shape, double[] values) {
        if (values.length != shape.elementCount()) {
            throw new IllegalArgumentException(values.length + " values for " + shape);
        }
        this.shape = shape;
        this.values = values;
    }

    /** {@return the shape, batch first} */
    public Shape shape() {
        return shape;
    }

    /** {@return the values, not copied} */
    public double[] values() {
        return values;
    }

    int samples() {
        return shape.dimension(0);
    }

    Shape sample() {
        return shape.inner();
    }
}
