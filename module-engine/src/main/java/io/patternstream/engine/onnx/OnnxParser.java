/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import com.google.protobuf.CodedInputStream;
import io.patternstream.engine.spi.ModelFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the protocol-buffer messages of onnx.proto; field numbers as there. Every length is checked against the bytes that
 * are really there before anything is allocated. One use, one thread.
 */
final class OnnxParser {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final CodedInputStream in;
    private final int length;

    private OnnxParser(byte[] file) {
        in = CodedInputStream.newInstance(file);
        in.enableAliasing(true);
        length = file.length;
    }

    static OnnxModel parse(byte[] file) throws IOException {
        return new OnnxParser(file).model();
    }

    private OnnxModel model() throws IOException {
        in.pushLimit(length);
        Map<String, Long> opsets = new HashMap<>();
        Graph graph = new Graph();
        fields(tag -> {
            switch (tag) {
                case 7 << 3 | BYTES -> message(graph::field);
                case 8 << 3 | BYTES -> opset(opsets);
                default -> in.skipField(tag);
            }
        });
        long opset = opsets.getOrDefault("", opsets.getOrDefault("ai.onnx", 0L));
        return new OnnxModel(length, opset, graph.nodes, graph.initialisers, graph.inputs, graph.outputs);
    }

    private void opset(Map<String, Long> opsets) throws IOException {
        String[] domain = {""};
        long[] version = {0};
        message(tag -> {
            switch (tag) {
                case 1 << 3 | BYTES -> domain[0] = in.readStringRequireUtf8();
                case 2 << 3 | VARINT -> version[0] = in.readInt64();
                default -> in.skipField(tag);
            }
        });
        opsets.put(domain[0], version[0]);
    }

    private OnnxNode node() throws IOException {
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        Map<String, OnnxAttribute> attributes = new LinkedHashMap<>();
        String[] text = {"", "", ""};
        message(tag -> {
            switch (tag) {
                case 1 << 3 | BYTES -> inputs.add(in.readStringRequireUtf8());
                case 2 << 3 | BYTES -> outputs.add(in.readStringRequireUtf8());
                case 3 << 3 | BYTES -> text[0] = in.readStringRequireUtf8();
                case 4 << 3 | BYTES -> text[1] = in.readStringRequireUtf8();
                case 5 << 3 | BYTES -> {
                    OnnxAttribute attribute = attribute();
                    attributes.put(attribute.name(), attribute);
                }
                case 7 << 3 | BYTES -> text[2] = in.readStringRequireUtf8();
                default -> in.skipField(tag);
            }
        });
        boolean standard = text[2].isEmpty() || "ai.onnx".equals(text[2]);
        return new OnnxNode(text[0], standard ? text[1] : text[2] + "." + text[1], inputs, outputs, attributes);
    }

    private OnnxAttribute attribute() throws IOException {
        String[] text = {"", ""};
        float[] real = {0};
        long[] integer = {0};
        List<OnnxTensor> tensors = new ArrayList<>();
        LongStream.Builder integers = LongStream.builder();
        DoubleStream.Builder reals = DoubleStream.builder();
        message(tag -> {
            switch (tag) {
                case 1 << 3 | BYTES -> text[0] = in.readStringRequireUtf8();
                case 2 << 3 | FIXED32 -> real[0] = in.readFloat();
                case 3 << 3 | VARINT -> integer[0] = in.readInt64();
                case 4 << 3 | BYTES -> text[1] = in.readString();
                case 5 << 3 | BYTES -> tensors.add(tensor());
                case 7 << 3 | FIXED32 -> reals.add(in.readFloat());
                case 7 << 3 | BYTES -> packed(() -> reals.add(in.readFloat()));
                case 8 << 3 | VARINT -> integers.add(in.readInt64());
                case 8 << 3 | BYTES -> packed(() -> integers.add(in.readInt64()));
                default -> in.skipField(tag);
            }
        });
        OnnxTensor tensor = tensors.isEmpty() ? null : tensors.get(0);
        List<Long> longs = integers.build().boxed().toList();
        List<Double> doubles = reals.build().boxed().toList();
        return new OnnxAttribute(text[0], real[0], integer[0], text[1], tensor, longs, doubles);
    }

    private OnnxTensor tensor() throws IOException {
        TensorFields tensor = new TensorFields();
        message(tensor::field);
        return tensor.build();
    }

    private OnnxValue value() throws IOException {
        String[] name = {""};
        int[] type = {0};
        List<Long> dimensions = new ArrayList<>();
        FieldReader dimension = tag -> {
            if (tag == (1 << 3 | VARINT)) {
                dimensions.set(dimensions.size() - 1, in.readInt64());
            } else {
                in.skipField(tag);
            }
        };
        FieldReader shape = tag -> {
            if (tag == (1 << 3 | BYTES)) {
                dimensions.add(0L);
                message(dimension);
            } else {
                in.skipField(tag);
            }
        };
        FieldReader tensorType = tag -> {
            switch (tag) {
                case 1 << 3 | VARINT -> type[0] = in.readInt32();
                case 2 << 3 | BYTES -> message(shape);
                default -> in.skipField(tag);
            }
        };
        FieldReader typeProto = tag -> {
            if (tag == (1 << 3 | BYTES)) {
                message(tensorType);
            } else {
                in.skipField(tag);
            }
        };
        message(tag -> {
            switch (tag) {
                case 1 << 3 | BYTES -> name[0] = in.readStringRequireUtf8();
                case 2 << 3 | BYTES -> message(typeProto);
                default -> in.skipField(tag);
            }
        });
        return new OnnxValue(name[0], type[0], dimensions);
    }

    /** Reads a length-delimited message; a length that leaves the enclosing one is refused. */
    private void message(FieldReader reader) throws IOException {
        int limit = in.pushLimit(in.readRawVarint32());
        fields(reader);
        in.popLimit(limit);
    }

    private void fields(FieldReader reader) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            reader.read(tag);
        }
    }

    private void packed(ElementReader reader) throws IOException {
        int limit = in.pushLimit(in.readRawVarint32());
        while (in.getBytesUntilLimit() > 0) {
            reader.read();
        }
        in.popLimit(limit);
    }

    /** Reads or skips the field that a tag announces. */
    @FunctionalInterface
    private interface FieldReader {
        void read(int tag) throws IOException;
    }

    /** Reads one element of a packed field. */
    @FunctionalInterface
    private interface ElementReader {
        void read() throws IOException;
    }

    /** Collects a GraphProto. */
    private final class Graph {
        private final List<OnnxNode> nodes = new ArrayList<>();
        private final Map<String, OnnxTensor> initialisers = new HashMap<>();
        private final List<OnnxValue> inputs = new ArrayList<>();
        private final List<OnnxValue> outputs = new ArrayList<>();

        void field(int tag) throws IOException {
            switch (tag) {
                case 1 << 3 | BYTES -> nodes.add(node());
                case 5 << 3 | BYTES -> {
                    OnnxTensor tensor = tensor();
                    initialisers.put(tensor.name(), tensor);
                }
                case 11 << 3 | BYTES -> inputs.add(value());
                case 12 << 3 | BYTES -> outputs.add(value());
                default -> in.skipField(tag);
            }
        }
    }

    /** Collects a TensorProto. */
    private final class TensorFields {
        private final LongStream.Builder dimensions = LongStream.builder();
        private final DoubleStream.Builder reals = DoubleStream.builder();
        private final LongStream.Builder integers = LongStream.builder();
        private String name = "";
        private int type;
        private @Nullable ByteBuffer raw;
        private boolean elsewhere;

        void field(int tag) throws IOException {
            switch (tag) {
                case 1 << 3 | VARINT -> dimensions.add(in.readInt64());
                case 1 << 3 | BYTES -> packed(() -> dimensions.add(in.readInt64()));
                case 2 << 3 | VARINT -> type = in.readInt32();
                case 4 << 3 | FIXED32 -> reals.add(in.readFloat());
                case 4 << 3 | BYTES -> packed(() -> reals.add(in.readFloat()));
                case 5 << 3 | VARINT, 7 << 3 | VARINT -> integers.add(in.readInt64());
                case 5 << 3 | BYTES, 7 << 3 | BYTES -> packed(() -> integers.add(in.readInt64()));
                case 8 << 3 | BYTES -> name = in.readStringRequireUtf8();
                case 9 << 3 | BYTES -> raw = in.readByteBuffer();
                case 10 << 3 | FIXED64 -> reals.add(in.readDouble());
                case 10 << 3 | BYTES -> packed(() -> reals.add(in.readDouble()));
                case 14 << 3 | VARINT -> elsewhere = in.readInt32() != 0;
                default -> in.skipField(tag);
            }
        }

        OnnxTensor build() {
            if (elsewhere) {
                throw new ModelFormatException(
                        "tensor '" + name + "' lies in an external file; save the model as one file");
            }
            List<Long> shape = dimensions.build().boxed().toList();
            double[] doubles = reals.build().toArray();
            long[] longs = integers.build().toArray();
            return new OnnxTensor(name, type, shape, TensorValues.read(raw, doubles, longs));
        }
    }
}
