/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.dl4j;

import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.spi.ModelFormatException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;

/**
 * All parameters of a network, one layer's after the other's, read as they are needed: a model's weights are in memory
 * once. They are one array as {@code Nd4j.write} lays it out, big-endian:
 *
 * <pre>
 *   shape buffer   UTF allocation mode | int64 length L | UTF "LONG"   | L x int64: rank, shape, strides, ...
 *   value buffer   UTF allocation mode | int64 length N | UTF "FLOAT" or "DOUBLE" | N values
 * </pre>
 *
 * <p>Done by hand so that a length that the file only claims never allocates anything. Not thread-safe.
 */
final class Coefficients implements AutoCloseable {
    private static final int MAX_SHAPE_VALUES = 2 * 32 + 4;
    private static final int CHUNK = 1 << 16;

    private final DataInputStream in;
    private final int width;
    private long left;

    private Coefficients(DataInputStream in, int width, long count) {
        this.in = in;
        this.width = width;
        this.left = count;
    }

    /**
     * Reads the header.
     *
     * @param stream the whole entry; taken over
     * @param limit most bytes that may be believed
     * @return the parameters, at the first
     * @throws ModelFormatException if the header is malformed or of another element type
     */
    static Coefficients open(InputStream stream, long limit) {
        DataInputStream in = new DataInputStream(new BufferedInputStream(stream, CHUNK));
        try {
            long shapeValues = header(in, "LONG");
            if (shapeValues < 4 || shapeValues > MAX_SHAPE_VALUES) {
                throw new ModelFormatException("coefficients have a shape buffer of " + shapeValues + " values");
            }
            in.skipNBytes(shapeValues * Long.BYTES);
            in.readUTF();
            long count = in.readLong();
            String type = in.readUTF().toUpperCase(Locale.ROOT);
            int width = "DOUBLE".equals(type) ? Double.BYTES : Float.BYTES;
            if (!"DOUBLE".equals(type) && !"FLOAT".equals(type)) {
                throw new ModelFormatException("coefficients are of type " + type + ", supported are FLOAT and DOUBLE");
            }
            if (count < 0 || count > limit / width) {
                throw new ModelFormatException("coefficients claim " + count + " values of type " + type
                        + ", more than the file can hold: truncated or damaged");
            }
            refuseBeyondHeap(count);
            return new Coefficients(in, width, count);
        } catch (IOException e) {
            throw truncated(e);
        }
    }

    /**
     * Reads the next parameters.
     *
     * @param dimensions their shape
     * @return as many as the shape has elements, in the file's order
     * @throws ModelFormatException if fewer are left
     */
    Tensor next(long... dimensions) {
        long count = 1;
        for (long dimension : dimensions) {
            if (dimension < 0 || (dimension > 0 && count > left / dimension)) {
                throw new ModelFormatException(
                        "needs parameters of shape " + Arrays.toString(dimensions) + " but " + left + " are left");
            }
            count *= dimension;
        }
        left -= count;
        Shape shape =
                Shape.of(Arrays.stream(dimensions).mapToInt(Math::toIntExact).toArray());
        float[] values = new float[shape.elementCount()];
        byte[] chunk = new byte[Math.min(CHUNK, Math.multiplyExact(Math.min(CHUNK, values.length), width))];
        try {
            for (int at = 0; at < values.length; ) {
                int size = Math.min(chunk.length / width, values.length - at);
                in.readFully(chunk, 0, size * width);
                copy(ByteBuffer.wrap(chunk), values, at, size);
                at += size;
            }
        } catch (IOException e) {
            throw truncated(e);
        }
        return Tensor.wrap(shape, values);
    }

    /**
     * Says that no layer is left.
     *
     * @throws ModelFormatException if parameters are left
     */
    void finish() {
        try {
            if (left != 0 || in.read() >= 0) {
                throw new ModelFormatException("has " + left
                        + " parameters, or other bytes, more than its layers need: not of this configuration");
            }
        } catch (IOException e) {
            throw truncated(e);
        }
    }

    private void copy(ByteBuffer bytes, float[] values, int at, int size) {
        for (int i = 0; i < size; i++) {
            values[at + i] = width == Double.BYTES ? (float) bytes.getDouble() : bytes.getFloat();
        }
    }

    private static long header(DataInputStream in, String expected) throws IOException {
        in.readUTF();
        long length = in.readLong();
        String type = in.readUTF();
        if (!expected.equals(type)) {
            throw new ModelFormatException(
                    "coefficients begin with a buffer of type '" + type + "', expected " + expected);
        }
        return length;
    }

    /** Better a clear line than an OutOfMemoryError. */
    private static void refuseBeyondHeap(long count) {
        long heap = Runtime.getRuntime().maxMemory();
        if (count > heap / Float.BYTES) {
            throw new ModelFormatException("its " + count + " parameters do not fit into a heap of " + heap
                    + " bytes; start Java with a larger -Xmx");
        }
    }

    private static ModelFormatException truncated(IOException e) {
        return new ModelFormatException("coefficients are truncated or damaged: " + e, e);
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw truncated(e);
        }
    }
}
