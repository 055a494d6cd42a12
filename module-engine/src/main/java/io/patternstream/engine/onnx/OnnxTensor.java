/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.graph.Parameters;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** A constant: a TensorProto of the file, or what was computed from such while reading. Immutable. */
final class OnnxTensor {
    static final int FLOAT = 1;
    static final int UINT8 = 2;
    static final int INT8 = 3;
    static final int UINT16 = 4;
    static final int INT16 = 5;
    static final int INT32 = 6;
    static final int INT64 = 7;
    static final int BOOL = 9;
    static final int FLOAT16 = 10;
    static final int DOUBLE = 11;
    static final int BFLOAT16 = 16;

    /** More integers than this are no shape arithmetic and are refused. */
    private static final int MOST_INTEGERS = 1 << 20;

    private final String name;
    private final int type;
    private final List<Long> dimensions;
    private final TensorValues values;

    OnnxTensor(String name, int type, List<Long> dimensions, TensorValues values) {
        this.name = name;
        this.type = type;
        this.dimensions = dimensions;
        this.values = values;
    }

    /** A folded tensor of reals. */
    static OnnxTensor reals(String name, List<Long> dimensions, double[] values) {
        return new OnnxTensor(name, DOUBLE, dimensions, TensorValues.of(values));
    }

    /** A folded tensor of integers, which may depend on the number of samples. */
    static OnnxTensor integers(String name, List<Long> dimensions, List<Extent> values) {
        return new OnnxTensor(name, INT64, dimensions, TensorValues.of(values));
    }

    static boolean isReal(int type) {
        return type == FLOAT || type == FLOAT16 || type == DOUBLE || type == BFLOAT16;
    }

    static boolean isInteger(int type) {
        return (type >= UINT8 && type <= INT64) || type == BOOL;
    }

    String name() {
        return name;
    }

    boolean isReal() {
        return isReal(type);
    }

    List<Long> dimensions() {
        return dimensions;
    }

    OnnxTensor reshaped(List<Long> other) {
        return new OnnxTensor(name, type, other, values);
    }

    OnnxTensor named(String other) {
        return new OnnxTensor(other, type, dimensions, values);
    }

    /** The number of elements, which the file really holds. */
    int count() {
        long count = 1;
        for (long dimension : dimensions) {
            if (dimension < 0 || dimension > Integer.MAX_VALUE) {
                throw error("has dimensions " + dimensions);
            }
            count = dimension == 0 ? 0 : Math.min(count, Integer.MAX_VALUE + 1L) * dimension;
        }
        if (!isReal() && !isInteger(type)) {
            throw error("has element type " + type + ", which is neither a real number nor an integer");
        }
        long held = values.count(type);
        if (count != held) {
            throw error("of dimensions " + dimensions + " needs " + count + " values but the file has " + held);
        }
        return (int) count;
    }

    /** The values as parameters of a layer, under the given shape of as many elements. */
    Parameters parameters(Shape shape) {
        int count = count();
        if (!isReal()) {
            throw error("has element type " + type + "; weights are read as float, float16, bfloat16 or double");
        }
        if (type == DOUBLE) {
            return Parameters.of(shape, doubles());
        }
        float[] floats = new float[count];
        for (int i = 0; i < count; i++) {
            floats[i] = (float) values.real(type, i);
        }
        return Parameters.of(Tensor.wrap(shape, floats));
    }

    /** The values as real numbers, a new array. */
    double[] doubles() {
        double[] doubles = new double[count()];
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = isReal() ? values.real(type, i) : fixed(values.integer(type, i));
        }
        return doubles;
    }

    /** The dimensions as a shape. */
    Shape shape() {
        count();
        return Shape.of(dimensions.stream().mapToInt(Long::intValue).toArray());
    }

    /** The values of an integer tensor, for example of a shape. */
    List<Extent> extents() {
        int count = count();
        if (!isInteger(type)) {
            throw error("has element type " + type + "; integers are needed");
        }
        if (count > MOST_INTEGERS) {
            throw error("has " + count + " integers; at most " + MOST_INTEGERS + " are read");
        }
        return IntStream.range(0, count).mapToObj(i -> values.integer(type, i)).toList();
    }

    /** The values of an integer tensor that does not depend on the number of samples. */
    long[] integers() {
        return extents().stream().mapToLong(this::fixed).toArray();
    }

    /** The only value of a tensor of one element. */
    double scalar() {
        if (count() != 1) {
            throw error("of dimensions " + dimensions + " should be a single value");
        }
        return doubles()[0];
    }

    /**
     * Takes values by their positions.
     *
     * @param output the result's dimensions
     * @param sources per element of the result a position in this tensor
     * @return a tensor of the same kind and name
     */
    OnnxTensor taken(List<Long> output, int[] sources) {
        if (isReal()) {
            double[] from = doubles();
            return reals(
                    name,
                    output,
                    Arrays.stream(sources).mapToDouble(i -> from[i]).toArray());
        }
        List<Extent> from = extents();
        return integers(name, output, Arrays.stream(sources).mapToObj(from::get).toList());
    }

    private long fixed(Extent extent) {
        if (extent.samples() != 0) {
            throw error("depends on the number of samples: " + extent);
        }
        return extent.fixed();
    }

    /** The node that reads this tensor is named by whoever imports it. */
    private IllegalArgumentException error(String why) {
        return new IllegalArgumentException("tensor '" + name + "' " + why);
    }
}
