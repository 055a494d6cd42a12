/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.nd4j;

import io.patternstream.engine.graph.Nonlinearity;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Operations element by element, in blocks that stay in the first-level cache. One thread at a time. */
final class Elementwise {
    private static final int BLOCK = 2048;

    private final Scratch scratch;

    Elementwise(Scratch scratch) {
        this.scratch = scratch;
    }

    INDArray activate(INDArray x, Nonlinearity function) {
        if (function instanceof Nonlinearity.Relu) {
            return apply(x, x, (a, b, from, count) -> {
                for (int i = 0; i < count; i++) {
                    a[i] = Math.max(a[i], 0);
                }
            });
        }
        int elements = Arrays32.sample(x).elementCount();
        return apply(x, x, (a, b, from, count) -> {
            for (int i = 0; i < count; i++) {
                a[i] = (float) function.value(a[i], (from + i) % elements);
            }
        });
    }

    INDArray activateBackward(INDArray r, INDArray x, Nonlinearity function) {
        if (function instanceof Nonlinearity.Relu) {
            return apply(r, x, (a, b, from, count) -> {
                for (int i = 0; i < count; i++) {
                    a[i] = b[i] > 0 ? a[i] : 0;
                }
            });
        }
        int elements = Arrays32.sample(x).elementCount();
        return apply(r, x, (a, b, from, count) -> {
            for (int i = 0; i < count; i++) {
                float slope = (float) function.derivative(b[i], (from + i) % elements);
                a[i] = slope == 0 ? 0 : a[i] * slope;
            }
        });
    }

    INDArray scale(INDArray x, float factor) {
        return apply(x, x, (a, b, from, count) -> {
            for (int i = 0; i < count; i++) {
                a[i] *= factor;
            }
        });
    }

    INDArray constant(INDArray like, float value) {
        return apply(like, like, (a, b, from, count) -> Arrays.fill(a, 0, count, value));
    }

    INDArray add(INDArray left, INDArray right) {
        return apply(left, right, (a, b, from, count) -> {
            for (int i = 0; i < count; i++) {
                a[i] += b[i];
            }
        });
    }

    INDArray multiply(INDArray left, INDArray right) {
        return apply(left, right, (a, b, from, count) -> {
            for (int i = 0; i < count; i++) {
                a[i] *= b[i];
            }
        });
    }

    INDArray divide(INDArray r, INDArray z, float epsilon) {
        return apply(r, z, (a, b, from, count) -> {
            for (int i = 0; i < count; i++) {
                float stabilised = b[i] + (b[i] >= 0 ? epsilon : -epsilon);
                a[i] = stabilised == 0 ? 0 : a[i] / stabilised;
            }
        });
    }

    private INDArray apply(INDArray left, INDArray right, BlockOperation operation) {
        if (left.length() != right.length()) {
            throw new IllegalArgumentException(
                    "shapes differ: " + left.shapeInfoToString() + " and " + right.shapeInfoToString());
        }
        INDArray result = Arrays32.allocate(left.shape());
        FloatBuffer a = Arrays32.buffer(left);
        FloatBuffer b = Arrays32.buffer(right);
        FloatBuffer target = Arrays32.buffer(result);
        float[] blockA = scratch.line(0, BLOCK);
        float[] blockB = scratch.line(1, BLOCK);
        int length = (int) left.length();
        for (int from = 0; from < length; from += BLOCK) {
            int count = Math.min(BLOCK, length - from);
            a.get(from, blockA, 0, count);
            b.get(from, blockB, 0, count);
            operation.apply(blockA, blockB, from, count);
            target.put(from, blockA, 0, count);
        }
        return result;
    }

    /** Overwrites the first block, which begins at an element of the whole array, with the result. */
    private interface BlockOperation {
        void apply(float[] a, float[] b, int from, int count);
    }
}
