/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests.launch;

import com.google.protobuf.CodedOutputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Writes VGG16 as an ONNX file with seeded weights, at full width (528 MB) or with fewer channels. */
final class Vgg16 {
    private static final int[][] BLOCKS = {{64, 64}, {128, 128}, {256, 256, 256}, {512, 512, 512}, {512, 512, 512}};
    private static final int LAST_MAP = 7 * 7;

    private final ByteArrayOutputStream nodes = new ByteArrayOutputStream();
    private final List<Weights> weights = new ArrayList<>();
    private String last = "data";

    private Vgg16() {}

    private record Weights(String name, List<Integer> shape) {
        int count() {
            return shape.stream().reduce(1, Math::multiplyExact);
        }
    }

    private interface Writing {
        void to(CodedOutputStream out) throws IOException;
    }

    /** Writes one whose layers have the original numbers of channels and neurons divided by {@code divisor}; 1000 classes. */
    static void write(Path file, int divisor) throws IOException {
        Vgg16 network = new Vgg16();
        int channels = 3;
        for (int block = 0; block < BLOCKS.length; block++) {
            for (int i = 0; i < BLOCKS[block].length; i++) {
                int width = BLOCKS[block][i] / divisor;
                network.layer("Conv", "conv" + block + "_" + i, List.of(width, channels, 3, 3));
                network.node("Relu", "relu" + block + "_" + i, List.of());
                channels = width;
            }
            network.node("MaxPool", "pool" + block, List.of());
        }
        network.node("Flatten", "flatten", List.of());
        int hidden = 4096 / divisor;
        network.layer("Gemm", "fc6", List.of(hidden, channels * LAST_MAP));
        network.node("Relu", "relu6", List.of());
        network.layer("Gemm", "fc7", List.of(hidden, hidden));
        network.node("Relu", "relu7", List.of());
        network.layer("Gemm", "fc8", List.of(1000, hidden));
        network.save(file);
    }

    private void layer(String operator, String name, List<Integer> shape) throws IOException {
        weights.add(new Weights(name + "_weight", shape));
        weights.add(new Weights(name + "_bias", List.of(shape.get(0))));
        node(operator, name, List.of(name + "_weight", name + "_bias"));
    }

    private void node(String operator, String name, List<String> parameters) throws IOException {
        byte[] node = message(out -> {
            out.writeString(1, last);
            for (String parameter : parameters) {
                out.writeString(1, parameter);
            }
            out.writeString(2, name);
            out.writeString(3, name);
            out.writeString(4, operator);
            switch (operator) {
                case "Conv" -> out.writeByteArray(5, integers("pads", 1, 1, 1, 1));
                case "MaxPool" -> {
                    out.writeByteArray(5, integers("kernel_shape", 2, 2));
                    out.writeByteArray(5, integers("strides", 2, 2));
                }
                case "Gemm" -> out.writeByteArray(5, integer("transB", 1));
                default -> {}
            }
        });
        nodes.writeBytes(message(out -> out.writeByteArray(1, node)));
        last = name;
    }

    private void save(Path file) throws IOException {
        byte[] values = message(out -> {
            out.writeByteArray(11, value("data", 1, 3, 224, 224));
            out.writeByteArray(12, value(last, 1, 1000));
        });
        long size = nodes.size() + values.length;
        for (Weights tensor : weights) {
            long length = header(tensor).length + 4L * tensor.count();
            size += CodedOutputStream.computeTagSize(5) + CodedOutputStream.computeUInt64SizeNoTag(length) + length;
        }
        Random random = new Random(16);
        try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            CodedOutputStream out = CodedOutputStream.newInstance(stream);
            out.writeInt64(1, 8);
            out.writeByteArray(8, message(opset -> opset.writeInt64(2, 13)));
            out.writeTag(7, 2);
            out.writeUInt64NoTag(size);
            out.writeRawBytes(nodes.toByteArray());
            for (Weights tensor : weights) {
                byte[] header = header(tensor);
                out.writeTag(5, 2);
                out.writeUInt64NoTag(header.length + 4L * tensor.count());
                out.writeRawBytes(header);
                out.flush();
                values(tensor, random, stream);
            }
            out.writeRawBytes(values);
            out.flush();
        }
    }

    /** He's initialisation; no biases. */
    private static void values(Weights tensor, Random random, OutputStream stream) throws IOException {
        double deviation =
                tensor.shape().size() == 1 ? 0 : Math.sqrt(2.0 * tensor.shape().get(0) / tensor.count());
        ByteBuffer value = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < tensor.count(); i++) {
            stream.write(value.putFloat(0, (float) (deviation * random.nextGaussian()))
                    .array());
        }
    }

    /** All of a tensor but its values. */
    private static byte[] header(Weights tensor) throws IOException {
        return message(out -> {
            for (int dimension : tensor.shape()) {
                out.writeInt64(1, dimension);
            }
            out.writeInt64(2, 1);
            out.writeString(8, tensor.name());
            out.writeTag(9, 2);
            out.writeUInt32NoTag(4 * tensor.count());
        });
    }

    private static byte[] value(String name, long... dimensions) throws IOException {
        byte[] shape = message(out -> {
            for (long dimension : dimensions) {
                out.writeByteArray(1, message(d -> d.writeInt64(1, dimension)));
            }
        });
        byte[] tensor = message(out -> {
            out.writeInt64(1, 1);
            out.writeByteArray(2, shape);
        });
        byte[] type = message(out -> out.writeByteArray(1, tensor));
        return message(out -> {
            out.writeString(1, name);
            out.writeByteArray(2, type);
        });
    }

    private static byte[] integers(String name, long... values) throws IOException {
        return message(out -> {
            out.writeString(1, name);
            for (long value : values) {
                out.writeInt64(8, value);
            }
            out.writeInt64(20, 7);
        });
    }

    private static byte[] integer(String name, long value) throws IOException {
        return message(out -> {
            out.writeString(1, name);
            out.writeInt64(3, value);
            out.writeInt64(20, 2);
        });
    }

    private static byte[] message(Writing writing) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        writing.to(out);
        out.flush();
        return bytes.toByteArray();
    }
}
