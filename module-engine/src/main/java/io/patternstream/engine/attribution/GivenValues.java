/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;

/** Values that were computed in Java. */
final class GivenValues implements Values {
    private final Shape shape;
    private final double[] values;

    private GivenValues(Shape shape, double[] values) {
        this.shape = shape;
        this.values = values;
    }

    /** Shares the array. */
    static GivenValues of(Shape shape, double[] values) {
        return new GivenValues(shape, values);
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public Tensor rounded() {
        float[] rounded = new float[values.length];
        copyTo(rounded);
        return Tensor.wrap(shape, rounded);
    }

    @Override
    public double[] exact() {
        return values.clone();
    }

    @Override
    public void copyTo(float[] target) {
        for (int i = 0; i < values.length; i++) {
            target[i] = (float) values[i];
        }
    }
}
