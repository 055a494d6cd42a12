/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The files are those that NumPy 2.4.6 writes: {@code numpy.lib.format.write_array(file, array, version)}. */
class NpyTest {
    private static final byte[] FLOAT32 =
            numpy(1, "'<f4'", "False", "(2, 3)", "0000c03f000000c000004040000080400000a0400000c8c0");
    private static final byte[] FLOAT64_V2 = numpy(2, "'<f8'", "False", "(2,)", "9a9999999999b93f9c7500883ce437fe");
    private static final byte[] UINT8_V3 = numpy(3, "'|u1'", "False", "(1, 4)", "007f80ff");
    private static final byte[] INT64_SCALAR = numpy(1, "'<i8'", "False", "()", "f9ffffffffffffff");
    private static final byte[] FORTRAN = numpy(1, "'<f4'", "True", "(2, 2)", "0000803f000040400000004000008040");
    private static final byte[] BIG_ENDIAN = numpy(1, "'>f4'", "False", "(2,)", "3f80000040000000");

    @Test
    void numpysFilesAreRead() {
        // When
        NpyArray float32 = Npy.read(FLOAT32);
        NpyArray float64 = Npy.read(FLOAT64_V2);
        NpyArray uint8 = Npy.read(UINT8_V3);
        NpyArray scalar = Npy.read(INT64_SCALAR);

        // Then
        assertThat(float32.shape()).isEqualTo(Shape.of(2, 3));
        assertThat(float32.doubles()).containsExactly(1.5, -2, 3, 4, 5, -6.25);
        assertThat(float32.tensor().at(5)).isEqualTo(-6.25f);
        assertThat(float64.doubles()).containsExactly(0.1, -1e300);
        assertThat(float64.tensor().at(0)).isEqualTo(0.1f);
        assertThat(uint8.type()).isEqualTo(NpyType.UINT8);
        assertThat(uint8.doubles()).containsExactly(0, 127, 128, 255);
        assertThat(scalar.shape()).isEqualTo(Shape.of());
        assertThat(scalar.doubles()).containsExactly(-7);
    }

    @Test
    void float32IsWrittenAsNumpyWritesIt() {
        // When
        byte[] written = Npy.write(Tensor.of(Shape.of(2, 3), 1.5f, -2, 3, 4, 5, -6.25f));

        // Then
        assertThat(written).isEqualTo(FLOAT32);
    }

    @Test
    void everyRankSurvivesTheRoundTrip() {
        for (Shape shape : new Shape[] {Shape.of(), Shape.of(4), Shape.of(0), Shape.of(2, 1, 3, 2)}) {
            // Given
            double[] values = new double[shape.elementCount()];
            Arrays.setAll(values, i -> i + 1 / 3.0);

            // When
            NpyArray read = Npy.read(Npy.write(shape, values));

            // Then
            assertThat(read.shape()).isEqualTo(shape);
            assertThat(read.type()).isEqualTo(NpyType.FLOAT64);
            assertThat(read.doubles()).containsExactly(values);
        }
    }

    @Test
    void sliceIsOneSample() {
        // When
        NpyArray row = Npy.read(FLOAT32).slice(1);

        // Then
        assertThat(row.shape()).isEqualTo(Shape.of(3));
        assertThat(row.tensor().at(0)).isEqualTo(4);
        assertThat(row.doubles()).containsExactly(4, 5, -6.25);
    }

    @Test
    void otherLayoutsAreRefusedWithTheRemedy() {
        assertThatThrownBy(() -> Npy.read(FORTRAN))
                .isInstanceOf(NpyFormatException.class)
                .hasMessageContaining("numpy.ascontiguousarray");
        assertThatThrownBy(() -> Npy.read(BIG_ENDIAN))
                .isInstanceOf(NpyFormatException.class)
                .hasMessageContaining("'>f4' is not read; use <f4");
    }

    @Test
    void truncationAtEveryLengthIsRefused() {
        for (byte[] whole : new byte[][] {FLOAT32, FLOAT64_V2, UINT8_V3, INT64_SCALAR}) {
            for (int length = 0; length < whole.length; length++) {
                byte[] part = Arrays.copyOf(whole, length);

                assertThatThrownBy(() -> Npy.read(part)).isInstanceOf(NpyFormatException.class);
            }
        }
    }

    @Test
    void alteredHeadersNeverFailInAnotherWay() {
        for (byte[] whole : new byte[][] {FLOAT32, FLOAT64_V2}) {
            for (int at = 0; at < 80; at++) {
                for (int value = 0; value < 256; value++) {
                    byte[] altered = whole.clone();
                    altered[at] = (byte) value;
                    try {
                        assertThat(Npy.read(altered).shape().elementCount()).isNotNegative();
                    } catch (NpyFormatException e) {
                        assertThat(e).message().isNotBlank();
                    }
                }
            }
        }
    }

    @Test
    void announcedSizesBeyondIntAreRefused() {
        // Given
        String header =
                new String(FLOAT32, StandardCharsets.ISO_8859_1).replace("(2, 3), }         ", "(99999, 99999), } ");

        // Then
        assertThatThrownBy(() -> Npy.read(header.getBytes(StandardCharsets.ISO_8859_1)))
                .isInstanceOf(NpyFormatException.class)
                .hasMessage("npy shape (99999, 99999) is too large");
    }

    /** NumPy pads the header so that the values begin at byte 128. */
    private static byte[] numpy(int version, String descr, String fortran, String shape, String values) {
        String header = "{'descr': " + descr + ", 'fortran_order': " + fortran + ", 'shape': " + shape + ", }";
        int start = version == 1 ? 10 : 12;
        ByteBuffer file = ByteBuffer.allocate(128 + values.length() / 2).order(ByteOrder.LITTLE_ENDIAN);
        file.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
        file.put((byte) version).put((byte) 0).putInt(8, 128 - start).position(start);
        file.put((header + " ".repeat(127 - start - header.length()) + "\n").getBytes(StandardCharsets.US_ASCII));
        return file.put(HexFormat.of().parseHex(values)).array();
    }
}
