/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes ONNX messages by hand, field by field; {@link #bytes} ends one. */
final class OnnxBytes {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

    /** A model of opset 13 around a graph. */
    static byte[] model(OnnxBytes graph) {
        return model(graph, 13);
    }

    static byte[] model(OnnxBytes graph, long opset) {
        return new OnnxBytes()
                .number(1, 8)
                .message(8, new OnnxBytes().text(1, "").number(2, opset))
                .message(7, graph)
                .bytes();
    }

    /** A graph with one image input {@code x [N, 2, 4, 4]} and one output {@code y}. */
    static OnnxBytes graph() {
        return new OnnxBytes().message(11, value("x", 0, 2, 4, 4)).message(12, value("y", 0, 3));
    }

    static OnnxBytes value(String name, long... dimensions) {
        OnnxBytes shape = new OnnxBytes();
        for (long dimension : dimensions) {
            shape.message(1, dimension == 0 ? new OnnxBytes().text(2, "N") : new OnnxBytes().number(1, dimension));
        }
        OnnxBytes tensorType = new OnnxBytes().number(1, OnnxTensor.FLOAT).message(2, shape);
        return new OnnxBytes().text(1, name).message(2, new OnnxBytes().message(1, tensorType));
    }

    static OnnxBytes node(String operator, String name, List<String> inputs, String output) {
        OnnxBytes node = new OnnxBytes();
        inputs.forEach(input -> node.text(1, input));
        return node.text(2, output).text(3, name).text(4, operator);
    }

    OnnxBytes integer(String attribute, long value) {
        return message(5, new OnnxBytes().text(1, attribute).number(3, value).number(20, 2));
    }

    OnnxBytes integers(String attribute, long... values) {
        OnnxBytes message = new OnnxBytes().text(1, attribute).number(20, 7);
        for (long value : values) {
            message.number(8, value);
        }
        return message(5, message);
    }

    OnnxBytes string(String attribute, String value) {
        return message(5, new OnnxBytes().text(1, attribute).text(4, value).number(20, 3));
    }

    /** A float tensor whose values are 1, 2, 3 ... in raw_data. */
    static OnnxBytes floats(String name, int... dimensions) {
        int count = 1;
        for (int dimension : dimensions) {
            count *= dimension;
        }
        ByteBuffer raw = ByteBuffer.allocate(count * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            raw.putFloat(i + 1f);
        }
        return header(name, OnnxTensor.FLOAT, dimensions).raw(9, raw.array());
    }

    static OnnxBytes longs(String name, long... values) {
        OnnxBytes tensor = header(name, OnnxTensor.INT64, values.length);
        for (long value : values) {
            tensor.number(7, value);
        }
        return tensor;
    }

    static OnnxBytes header(String name, int type, int... dimensions) {
        OnnxBytes tensor = new OnnxBytes();
        for (int dimension : dimensions) {
            tensor.number(1, dimension);
        }
        return tensor.number(2, type).text(8, name);
    }

    OnnxBytes number(int field, long value) {
        return write(() -> out.writeInt64(field, value));
    }

    OnnxBytes real(int field, float value) {
        return write(() -> out.writeFloat(field, value));
    }

    OnnxBytes text(int field, String value) {
        return raw(field, value.getBytes(StandardCharsets.UTF_8));
    }

    OnnxBytes raw(int field, byte[] value) {
        return write(() -> out.writeByteArray(field, value));
    }

    OnnxBytes message(int field, OnnxBytes message) {
        return raw(field, message.bytes());
    }

    /** A length-delimited field that claims more bytes than follow. */
    OnnxBytes lie(int field, int claimedLength) {
        return write(() -> {
            out.writeTag(field, 2);
            out.writeUInt32NoTag(claimedLength);
        });
    }

    byte[] bytes() {
        write(out::flush);
        return bytes.toByteArray();
    }

    private OnnxBytes write(Writing writing) {
        try {
            writing.run();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Writing {
        void run() throws IOException;
    }
}
