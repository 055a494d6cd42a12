/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads and writes NumPy's {@code .npy} format: reads versions 1 to 3, little-endian, C order, element types
 * {@code f4 f8 u1 i4 i8}; writes version 1.0. Stateless.
 *
 * <pre>
 *  0  6  magic  93 'NUMPY'
 *  6  2  version  major, minor
 *  8  2  header length, little-endian (4 bytes from version 2 on)
 * 10  .  header  a Python dict literal with descr, fortran_order, shape; padded with blanks to a multiple of 64
 *  .  .  values
 * </pre>
 */
public final class Npy {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int MAX_HEADER = 65536;
    private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
    private static final Pattern FORTRAN = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([\\d,\\sL]*)\\)");

    private Npy() {}

    /**
     * Reads an array.
     *
     * @param bytes the whole file
     * @return its shape and values
     * @throws NpyFormatException if it is truncated, not {@code .npy}, or of a kind that is not read
     */
    public static NpyArray read(byte[] bytes) {
        if (bytes.length < 10) {
            throw new NpyFormatException("npy file has only " + bytes.length + " bytes");
        }
        for (int i = 0; i < MAGIC.length; i++) {
            if (bytes[i] != MAGIC[i]) {
                throw new NpyFormatException("not an npy file: it does not begin with \\x93NUMPY");
            }
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int major = bytes[6];
        int start = major == 1 ? 10 : 12;
        if (bytes.length < start) {
            throw new NpyFormatException("npy file has only " + bytes.length + " bytes");
        }
        long length = major == 1 ? Short.toUnsignedInt(buffer.getShort(8)) : Integer.toUnsignedLong(buffer.getInt(8));
        if (length > MAX_HEADER || start + length > bytes.length) {
            throw new NpyFormatException("npy header of " + length + " bytes does not fit the file of " + bytes.length);
        }
        String header = new String(bytes, start, (int) length, StandardCharsets.ISO_8859_1);
        if ("True".equals(field(FORTRAN, header))) {
            throw new NpyFormatException("npy array is in Fortran order; save it with numpy.ascontiguousarray");
        }
        NpyType type = NpyType.of(field(DESCR, header));
        Shape shape = shape(field(SHAPE, header));
        int offset = start + (int) length;
        long expected = (long) shape.elementCount() * type.bytes();
        if (bytes.length - offset != expected) {
            throw new NpyFormatException("npy array of shape " + shape + " and type " + type.descr() + " needs "
                    + expected + " bytes of values but the file has " + (bytes.length - offset));
        }
        return new NpyArray(shape, type, buffer.position(offset).slice().order(ByteOrder.LITTLE_ENDIAN));
    }

    /**
     * Writes a float32 array.
     *
     * @param tensor the values
     * @return the whole file
     */
    public static byte[] write(Tensor tensor) {
        byte[] header = header(tensor.shape(), NpyType.FLOAT32);
        byte[] file = Arrays.copyOf(header, header.length + tensor.shape().elementCount() * Float.BYTES);
        ByteBuffer.wrap(file)
                .position(header.length)
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .put(tensor.values());
        return file;
    }

    /**
     * Writes a float64 array.
     *
     * @param shape the shape
     * @param values as many as the shape has elements, C order
     * @return the whole file
     */
    public static byte[] write(Shape shape, double[] values) {
        byte[] header = header(shape, NpyType.FLOAT64);
        byte[] file = Arrays.copyOf(header, header.length + shape.elementCount() * Double.BYTES);
        ByteBuffer.wrap(file)
                .position(header.length)
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asDoubleBuffer()
                .put(values);
        return file;
    }

    private static byte[] header(Shape shape, NpyType type) {
        StringBuilder dimensions = new StringBuilder();
        for (int dimension : shape.toArray()) {
            dimensions.append(dimension).append(shape.rank() == 1 ? "," : ", ");
        }
        String dict = String.format(
                Locale.ROOT,
                "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }",
                type.descr(),
                dimensions.toString().replaceFirst(", $", ""));
        int padded = (10 + dict.length() + 1 + 63) / 64 * 64;
        byte[] header = new byte[padded];
        ByteBuffer.wrap(header)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MAGIC)
                .put((byte) 1)
                .put((byte) 0)
                .putShort((short) (padded - 10))
                .put((dict + " ".repeat(padded - 10 - dict.length() - 1) + "\n").getBytes(StandardCharsets.ISO_8859_1));
        return header;
    }

    private static String field(Pattern pattern, String header) {
        Matcher matcher = pattern.matcher(header);
        if (!matcher.find()) {
            throw new NpyFormatException(
                    "npy header lacks 'descr', 'fortran_order' or 'shape', or has it in another form: "
                            + header.strip());
        }
        return matcher.group(1);
    }

    private static Shape shape(String text) {
        String[] parts = text.replace("L", "").split(",", -1);
        int[] dimensions = new int[parts.length];
        int rank = 0;
        try {
            for (String part : parts) {
                if (!part.isBlank()) {
                    dimensions[rank++] = Integer.parseInt(part.strip());
                }
            }
            return Shape.of(Arrays.copyOf(dimensions, rank));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new NpyFormatException("npy shape (" + text + ") is too large");
        }
    }
}
