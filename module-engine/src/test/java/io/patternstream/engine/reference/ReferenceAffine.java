/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.reference;

import io.patternstream.engine.spi.LinearMap;

/** {@code scale * x + shift}, per channel or per element of a sample. */
final class ReferenceAffine implements LinearMap<ReferenceArray> {
    private final double[] scale;
    private final double[] shift;

    ReferenceAffine(double[] scale, double[] shift) {
        this.scale = scale.clone();
        this.shift = shift.clone();
    }

    @Override
    public ReferenceArray forward(ReferenceArray x) {
        double[] result = new double[x.values().length];
        for (int i = 0; i < result.length; i++) {
            result[i] = scale[parameter(x, i)] * x.values()[i] + shift[parameter(x, i)];
        }
        return new ReferenceArray(x.shape(), result);
    }

    @Override
    public ReferenceArray transpose(ReferenceArray r) {
        double[] result = new double[r.values().length];
        for (int i = 0; i < result.length; i++) {
            result[i] = scale[parameter(r, i)] * r.values()[i];
        }
        return new ReferenceArray(r.shape(), result);
    }

    @Override
    public void close() {}

    private int parameter(ReferenceArray x, int i) {
        int elements = x.sample().elementCount();
        return i % elements / (elements / scale.length);
    }
}
