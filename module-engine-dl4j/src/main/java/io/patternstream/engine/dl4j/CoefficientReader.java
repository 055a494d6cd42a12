/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.dl4j;

import io.patternstream.engine.spi.ModelFormatException;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Locale;

/**
 * Reads one array as {@code Nd4j.write} lays it out, big-endian:
 *
 * <pre>
 *   shape buffer   UTF allocation mode | int64 length L | UTF "LONG"   | L x int64: rank, shape, strides, ...
 *   value buffer   UTF allocation mode | int64 length N | UTF "FLOAT" or "DOUBLE" | N values
 * </pre>
 *
 * <p>Done by hand so that a length that the file only claims never allocates anything. Stateless.
 */
final class CoefficientReader {
    private static final int MAX_SHAPE_VALUES = 2 * 32 + 4;

    private CoefficientReader() {}

    /**
     * Reads a row vector.
     *
     * @param bytes the whole entry
     * @return its values
     * @throws ModelFormatException if it is malformed, truncated or of another element type
     */
    static float[] read(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
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
            if (count < 0 || count != in.available() / width || in.available() % width != 0) {
                throw new ModelFormatException("coefficients claim " + count + " values of type " + type + " but "
                        + in.available() + " bytes follow: truncated or damaged");
            }
            return values(in, (int) count, width);
        } catch (IOException e) {
            throw new ModelFormatException("coefficients are truncated: " + e, e);
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

    private static float[] values(DataInputStream in, int count, int width) throws IOException {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = width == Double.BYTES ? (float) in.readDouble() : in.readFloat();
        }
        return values;
    }
}
