/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values of a tensor, in whichever field of a TensorProto the file has put them, or computed. Owns its arrays. */
final class TensorValues {
    private final @Nullable ByteBuffer raw;
    private final double[] reals;
    private final long[] integers;
    private final List<Extent> extents;

    private TensorValues(@Nullable ByteBuffer raw, double[] reals, long[] integers, List<Extent> extents) {
        this.raw = raw;
        this.reals = reals;
        this.integers = integers;
        this.extents = extents;
    }

    /** Values as a file has them: raw bytes, or typed fields. */
    static TensorValues read(@Nullable ByteBuffer raw, double[] reals, long[] integers) {
        ByteBuffer bytes = raw == null ? null : raw.slice().order(ByteOrder.LITTLE_ENDIAN);
        return new TensorValues(bytes, reals, integers, List.of());
    }

    /** Computed reals, of type double. */
    static TensorValues of(double[] reals) {
        return new TensorValues(null, reals, new long[0], List.of());
    }

    /** Computed integers, of type int64. */
    static TensorValues of(List<Extent> extents) {
        return new TensorValues(null, new double[0], new long[0], extents);
    }

    /** The number of values of a type; -1 where the bytes are no whole number of them. */
    long count(int type) {
        if (raw != null) {
            int width = width(type);
            return raw.remaining() % width == 0 ? raw.remaining() / width : -1;
        }
        boolean real = type == OnnxTensor.FLOAT || type == OnnxTensor.DOUBLE;
        return real ? reals.length : Math.max(integers.length, extents.size());
    }

    double real(int type, int index) {
        return switch (type) {
            case OnnxTensor.FLOAT -> raw == null ? reals[index] : raw.getFloat(index * 4);
            case OnnxTensor.DOUBLE -> raw == null ? reals[index] : raw.getDouble(index * 8);
            case OnnxTensor.BFLOAT16 -> Float.intBitsToFloat(bits(index) << 16);
            default -> Half.toFloat(bits(index));
        };
    }

    Extent integer(int type, int index) {
        if (!extents.isEmpty()) {
            return extents.get(index);
        }
        if (raw == null) {
            return Extent.of(integers[index]);
        }
        return Extent.of(
                switch (type) {
                    case OnnxTensor.INT8 -> raw.get(index);
                    case OnnxTensor.UINT8, OnnxTensor.BOOL -> raw.get(index) & 0xff;
                    case OnnxTensor.INT16 -> raw.getShort(index * 2);
                    case OnnxTensor.UINT16 -> raw.getShort(index * 2) & 0xffff;
                    case OnnxTensor.INT32 -> raw.getInt(index * 4);
                    default -> raw.getLong(index * 8);
                });
    }

    private int bits(int index) {
        return raw == null ? (int) integers[index] : raw.getShort(index * 2) & 0xffff;
    }

    private static int width(int type) {
        return switch (type) {
            case OnnxTensor.FLOAT, OnnxTensor.INT32 -> 4;
            case OnnxTensor.FLOAT16, OnnxTensor.BFLOAT16, OnnxTensor.INT16, OnnxTensor.UINT16 -> 2;
            case OnnxTensor.DOUBLE, OnnxTensor.INT64 -> 8;
            default -> 1;
        };
    }
}
