/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests.fuzz;

import com.google.protobuf.WireFormat;
import io.patternstream.tests.fuzz.OnnxMessage.Field;
import io.patternstream.tests.fuzz.OnnxMessage.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/** Changes the messages of an ONNX file: their fields, the operators, the names and numbers in them; else bytes. */
final class OnnxMutator implements Mutator {
    private static final int OPERATOR = 4;
    private static final List<String> OPERATORS = List.of(
            "Conv",
            "ConvTranspose",
            "Gemm",
            "MatMul",
            "Add",
            "Sub",
            "Mul",
            "Div",
            "Relu",
            "LeakyRelu",
            "PRelu",
            "Elu",
            "Selu",
            "Clip",
            "Sigmoid",
            "Tanh",
            "HardSigmoid",
            "HardSwish",
            "Gelu",
            "Softplus",
            "Softsign",
            "Softmax",
            "LogSoftmax",
            "MaxPool",
            "AveragePool",
            "GlobalAveragePool",
            "GlobalMaxPool",
            "ReduceMean",
            "BatchNormalization",
            "InstanceNormalization",
            "LRN",
            "Concat",
            "Split",
            "Slice",
            "Flatten",
            "Reshape",
            "Squeeze",
            "Unsqueeze",
            "Transpose",
            "Pad",
            "Dropout",
            "Identity",
            "Constant",
            "Cast",
            "Resize",
            "Upsample",
            "Shape",
            "Gather",
            "Expand",
            "Tile",
            "Neg",
            "Abs",
            "Sum",
            "LayerNormalization",
            "ReduceSum",
            "Sqrt",
            "Pow");
    private static final List<String> ATTRIBUTES = List.of(
            "kernel_shape",
            "strides",
            "pads",
            "dilations",
            "group",
            "auto_pad",
            "ceil_mode",
            "count_include_pad",
            "axis",
            "axes",
            "perm",
            "transA",
            "transB",
            "alpha",
            "beta",
            "epsilon",
            "gamma",
            "value",
            "value_ints",
            "keepdims",
            "split",
            "num_outputs",
            "starts",
            "ends",
            "mode",
            "scales",
            "size",
            "bias",
            "to",
            "min",
            "max",
            "shape",
            "output_padding",
            "output_shape",
            "storage_order",
            "training_mode",
            "allowzero",
            "approximate");

    private final Mutator bytes = new ByteMutator();

    @Override
    public byte[] mutate(byte[] input, byte[] other, RandomGenerator random) {
        OnnxMessage model = OnnxMessage.parse(input, Kind.MODEL);
        if (model.fields.isEmpty() || random.nextInt(12) == 0) {
            return bytes.mutate(input, other, random);
        }
        OnnxMessage donor = OnnxMessage.parse(other, Kind.MODEL);
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
            change(any(model.all(), random), donor, random);
        }
        return model.bytes();
    }

    private void change(OnnxMessage message, OnnxMessage donor, RandomGenerator random) {
        List<Field> fields = message.fields;
        if (fields.isEmpty()) {
            fields.add(number(1, Mutator.number(random)));
            return;
        }
        int at = random.nextInt(fields.size());
        switch (random.nextInt(14)) {
            case 0 -> fields.remove(at);
            case 1 -> fields.add(random.nextInt(fields.size()), fields.get(at).copy());
            case 2 -> Collections.swap(fields, at, random.nextInt(fields.size()));
            case 3, 4, 5 -> transplant(message, at, donor, random);
            case 6 -> addNumbers(message, random);
            case 7 -> fields.get(at).number = 1 + random.nextInt(20);
            case 8 -> lie(fields.get(at), random);
            default -> changeValue(message, fields.get(at), random);
        }
    }

    /** Takes a field from a message of the same kind of another file, such as a whole node or a tensor. */
    private static void transplant(OnnxMessage message, int at, OnnxMessage donor, RandomGenerator random) {
        List<OnnxMessage> alike = donor.all().stream()
                .filter(candidate -> candidate.kind == message.kind && !candidate.fields.isEmpty())
                .toList();
        if (!alike.isEmpty()) {
            Field field = any(any(alike, random).fields, random).copy();
            if (random.nextBoolean()) {
                message.fields.set(at, field);
            } else {
                message.fields.add(at, field);
            }
        }
    }

    private static void lie(Field field, RandomGenerator random) {
        field.lie = random.nextBoolean() ? random.nextInt(-8, 9) : (int) Mutator.number(random);
    }

    /** Gives a node an attribute it may not have, a tensor or shape more dimensions, an operator another name. */
    private static void addNumbers(OnnxMessage message, RandomGenerator random) {
        if (message.kind == Kind.NODE) {
            OnnxMessage attribute = OnnxMessage.parse(new byte[0], Kind.ATTRIBUTE);
            attribute.fields.add(text(1, any(ATTRIBUTES, random)));
            for (int left = random.nextInt(5); left > 0; left--) {
                attribute.fields.add(number(random.nextInt(4) == 0 ? 3 : 8, small(random)));
            }
            Field field = new Field();
            field.number = 5;
            field.wire = WireFormat.WIRETYPE_LENGTH_DELIMITED;
            field.message = attribute;
            message.fields.add(field);
        } else {
            message.fields.add(number(1 + random.nextInt(8), small(random)));
        }
    }

    private void changeValue(OnnxMessage message, Field field, RandomGenerator random) {
        if (field.wire != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
            field.value = random.nextBoolean() ? small(random) : Mutator.number(random);
        } else if (field.message != null) {
            change(field.message, field.message, random);
        } else if (message.kind == Kind.NODE && field.number == OPERATOR) {
            field.bytes = utf8(any(OPERATORS, random));
        } else if (message.kind == Kind.ATTRIBUTE && field.number == 1) {
            field.bytes = utf8(any(ATTRIBUTES, random));
        } else if (random.nextInt(4) == 0) {
            List<Field> texts = message.fields.stream()
                    .filter(one -> one.message == null && one.wire == field.wire)
                    .toList();
            field.bytes = any(texts, random).bytes;
        } else {
            field.bytes = bytes.mutate(field.bytes, field.bytes, random);
        }
    }

    private static long small(RandomGenerator random) {
        return random.nextInt(8) == 0 ? Mutator.number(random) : random.nextInt(-2, 6);
    }

    private static Field number(int number, long value) {
        Field field = new Field();
        field.number = number;
        field.value = value;
        return field;
    }

    private static Field text(int number, String text) {
        Field field = new Field();
        field.number = number;
        field.wire = WireFormat.WIRETYPE_LENGTH_DELIMITED;
        field.bytes = utf8(text);
        return field;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static <T> T any(List<T> list, RandomGenerator random) {
        return list.get(random.nextInt(list.size()));
    }
}
