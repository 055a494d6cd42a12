/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.graph.Parameters;
import io.patternstream.engine.spi.ModelFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A TensorProto: dimensions and values, in whichever of its fields the file has put them. Immutable. */
final class OnnxTensor {
    static final int FLOAT = 1;
    static final int INT32 = 6;
    static final int INT64 = 7;
    static final int FLOAT16 = 10;
    static final int DOUBLE = 11;

    private final String name;
    private final int type;
    private final List<Long> dimensions;
    private final Values values;

    OnnxTensor(String name, int type, List<Long> dimensions, Values values) {
        this.name = name;
        this.type = type;
        this.dimensions = dimensions;
        this.values = values;
    }

    String name() {
        return name;
    }

    List<Long> dimensions() {
        return dimensions;
    }

    OnnxTensor reshaped(List<Long> other) {
        return new OnnxTensor(name, type, other, values);
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
        long held = values.count(type);
        if (count != held) {
            throw error("of dimensions " + dimensions + " needs " + count + " values but the file has " + held);
        }
        return (int) count;
    }

    /** The values as parameters of a layer, under the given shape of as many elements. */
    Parameters parameters(Shape shape) {
        int count = count();
        if (type == DOUBLE) {
            double[] doubles = new double[count];
            for (int i = 0; i < count; i++) {
                doubles[i] = values.real(type, i);
            }
            return Parameters.of(shape, doubles);
        }
        if (type != FLOAT && type != FLOAT16) {
            throw error("has element type " + type + "; weights are read as float, float16 or double");
        }
        float[] floats = new float[count];
        for (int i = 0; i < count; i++) {
            floats[i] = (float) values.real(type, i);
        }
        return Parameters.of(Tensor.wrap(shape, floats));
    }

    /** The dimensions as a shape. */
    Shape shape() {
        count();
        return Shape.of(dimensions.stream().mapToInt(Long::intValue).toArray());
    }

    /** The values of an integer tensor, for example of a shape. */
    long[] integers() {
        if (type != INT64 && type != INT32) {
            throw error("has element type " + type + "; a shape must be int64");
        }
        long[] integers = new long[count()];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = values.integer(type, i);
        }
        return integers;
    }

    private ModelFormatException error(String why) {
        return new ModelFormatException("tensor '" + name + "' " + why);
    }

    /** The typed fields of a TensorProto; every array belongs to this object. */
    static final class Values {
        private final @Nullable ByteBuffer raw;
        private final double[] reals;
        private final long[] integers;

        Values(@Nullable ByteBuffer raw, double[] reals, long[] integers) {
            this.raw = raw == null ? null : raw.slice().order(ByteOrder.LITTLE_ENDIAN);
            this.reals = reals;
            this.integers = integers;
        }

        long count(int type) {
            if (raw != null) {
                int width = width(type);
                return raw.remaining() % width == 0 ? raw.remaining() / width : -1;
            }
            return type == FLOAT || type == DOUBLE ? reals.length : integers.length;
        }

        double real(int type, int index) {
            if (raw == null) {
                return type == FLOAT16 ? Half.toFloat((int) integers[index]) : reals[index];
            }
            return switch (type) {
                case FLOAT -> raw.getFloat(index * 4);
                case DOUBLE -> raw.getDouble(index * 8);
                default -> Half.toFloat(raw.getShort(index * 2));
            };
        }

        long integer(int type, int index) {
            if (raw == null) {
                return integers[index];
            }
            return type == INT64 ? raw.getLong(index * 8) : raw.getInt(index * 4);
        }

        private static int width(int type) {
            return switch (type) {
                case FLOAT, INT32 -> 4;
                case FLOAT16 -> 2;
                case DOUBLE, INT64 -> 8;
                default -> 1;
            };
        }
    }
}
