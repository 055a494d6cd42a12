/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests.fuzz;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A message of ONNX as a tree that can be changed and written again, with the lengths that belong to it. */
final class OnnxMessage {
    /** The kinds of message that hold others; the rest of the length-delimited fields are values. */
    enum Kind {
        MODEL,
        OPSET,
        GRAPH,
        NODE,
        ATTRIBUTE,
        TENSOR,
        VALUE,
        TYPE,
        TENSOR_TYPE,
        SHAPE,
        DIMENSION,
        NONE;

        Kind child(int field) {
            return switch (this) {
                case MODEL -> field == 7 ? GRAPH : field == 8 ? OPSET : NONE;
                case GRAPH -> field == 1 ? NODE : field == 5 ? TENSOR : field == 11 || field == 12 ? VALUE : NONE;
                case NODE -> field == 5 ? ATTRIBUTE : NONE;
                case ATTRIBUTE -> field == 5 ? TENSOR : field == 6 ? GRAPH : NONE;
                case VALUE -> field == 2 ? TYPE : NONE;
                case TYPE -> field == 1 ? TENSOR_TYPE : NONE;
                case TENSOR_TYPE -> field == 2 ? SHAPE : NONE;
                case SHAPE -> field == 1 ? DIMENSION : NONE;
                default -> NONE;
            };
        }
    }

    /** A field: a number, bytes, or a message. */
    static final class Field {
        int number;
        int wire;
        long value;
        byte[] bytes = {};
        OnnxMessage message;
        int lie;

        Field copy() {
            Field copy = new Field();
            copy.number = number;
            copy.wire = wire;
            copy.value = value;
            copy.bytes = bytes;
            copy.message = message == null ? null : message.copy();
            copy.lie = lie;
            return copy;
        }
    }

    final Kind kind;
    final List<Field> fields = new ArrayList<>();

    private OnnxMessage(Kind kind) {
        this.kind = kind;
    }

    /** Reads a message; one that is damaged as far as it goes. */
    static OnnxMessage parse(byte[] bytes, Kind kind) {
        OnnxMessage message = new OnnxMessage(kind);
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        try {
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                message.fields.add(field(in, tag, kind));
            }
        } catch (IOException e) {
            return message;
        }
        return message;
    }

    private static Field field(CodedInputStream in, int tag, Kind kind) throws IOException {
        Field field = new Field();
        field.number = WireFormat.getTagFieldNumber(tag);
        field.wire = WireFormat.getTagWireType(tag);
        switch (field.wire) {
            case WireFormat.WIRETYPE_VARINT -> field.value = in.readInt64();
            case WireFormat.WIRETYPE_FIXED32 -> field.value = in.readFixed32();
            case WireFormat.WIRETYPE_FIXED64 -> field.value = in.readFixed64();
            case WireFormat.WIRETYPE_LENGTH_DELIMITED -> {
                field.bytes = in.readByteArray();
                Kind child = kind.child(field.number);
                field.message = child == Kind.NONE ? null : parse(field.bytes, child);
            }
            default -> throw new IOException("a group");
        }
        return field;
    }

    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            for (Field field : fields) {
                write(out, field);
            }
            out.flush();
        } catch (IOException e) {
            throw new AssertionError("writing to memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    private static void write(CodedOutputStream out, Field field) throws IOException {
        out.writeTag(field.number, field.wire);
        switch (field.wire) {
            case WireFormat.WIRETYPE_VARINT -> out.writeInt64NoTag(field.value);
            case WireFormat.WIRETYPE_FIXED32 -> out.writeFixed32NoTag((int) field.value);
            case WireFormat.WIRETYPE_FIXED64 -> out.writeFixed64NoTag(field.value);
            default -> {
                byte[] content = field.message == null ? field.bytes : field.message.bytes();
                out.writeUInt32NoTag(content.length + field.lie);
                out.writeRawBytes(content);
            }
        }
    }

    OnnxMessage copy() {
        OnnxMessage copy = new OnnxMessage(kind);
        fields.forEach(field -> copy.fields.add(field.copy()));
        return copy;
    }

    /** This message and all that it holds. */
    List<OnnxMessage> all() {
        List<OnnxMessage> all = new ArrayList<>(List.of(this));
        for (Field field : fields) {
            if (field.message != null) {
                all.addAll(field.message.all());
            }
        }
        return all;
    }
}
