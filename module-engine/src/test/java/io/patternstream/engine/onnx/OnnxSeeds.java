/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import java.util.List;

/** Small models that are read, for tests that damage them; each on images [2, 4, 4]. */
public final class OnnxSeeds {
    private OnnxSeeds() {}

    /** {@return whole files} */
    public static List<byte[]> all() {
        return List.of(
                OnnxBytes.model(plain()),
                OnnxBytes.model(branching()),
                OnnxBytes.model(reshaping()),
                OnnxBytes.model(moving()),
                OnnxBytes.model(computing(), 21),
                OnnxBytes.model(oldest(), 7));
    }

    private static OnnxBytes oldest() {
        return OnnxBytes.graph()
                .message(1, OnnxBytes.node("Flatten", "flat", List.of("x"), "f"))
                .message(1, OnnxBytes.node("Sigmoid", "s", List.of("f"), "y"));
    }

    private static OnnxBytes plain() {
        return OnnxBytes.graph()
                .message(
                        1,
                        OnnxBytes.node("Conv", "conv", List.of("x", "w", "b"), "c")
                                .integers("kernel_shape", 3, 3)
                                .integers("pads", 1, 1, 1, 1)
                                .integers("strides", 1, 1)
                                .integers("dilations", 1, 1)
                                .integer("group", 1))
                .message(1, OnnxBytes.node("BatchNormalization", "bn", List.of("c", "b", "b", "b", "b"), "n"))
                .message(1, OnnxBytes.node("Relu", "relu", List.of("n"), "r"))
                .message(
                        1,
                        OnnxBytes.node("MaxPool", "pool", List.of("r"), "p")
                                .integers("kernel_shape", 2, 2)
                                .integers("strides", 2, 2))
                .message(1, OnnxBytes.node("Flatten", "flat", List.of("p"), "f").integer("axis", 1))
                .message(
                        1,
                        OnnxBytes.node("Gemm", "fc", List.of("f", "v", "b"), "g")
                                .integer("transB", 1))
                .message(
                        1,
                        OnnxBytes.node("Softmax", "softmax", List.of("g"), "y").integer("axis", 1))
                .message(5, OnnxBytes.floats("w", 3, 2, 3, 3))
                .message(5, OnnxBytes.floats("b", 3))
                .message(5, OnnxBytes.floats("v", 3, 12));
    }

    private static OnnxBytes branching() {
        return OnnxBytes.graph()
                .message(
                        1,
                        OnnxBytes.node("Conv", "left", List.of("x", "w"), "l")
                                .integers("pads", 1, 1, 1, 1)
                                .integer("group", 2))
                .message(1, OnnxBytes.node("Relu", "lr", List.of("l"), "lr"))
                .message(
                        1,
                        OnnxBytes.node("Conv", "right", List.of("x", "w"), "r")
                                .string("auto_pad", "SAME_UPPER")
                                .integer("group", 2))
                .message(1, OnnxBytes.node("Add", "add", List.of("lr", "r"), "a"))
                .message(
                        1,
                        OnnxBytes.node("Concat", "cat", List.of("a", "l"), "c").integer("axis", 1))
                .message(
                        1,
                        OnnxBytes.node("AveragePool", "mean", List.of("c"), "m")
                                .integers("kernel_shape", 2, 2)
                                .integers("pads", 0, 0, 1, 1)
                                .integer("count_include_pad", 1))
                .message(1, OnnxBytes.node("GlobalAveragePool", "all", List.of("m"), "g"))
                .message(1, OnnxBytes.node("Flatten", "flat", List.of("g"), "f"))
                .message(1, OnnxBytes.node("MatMul", "fc", List.of("f", "v"), "y"))
                .message(5, OnnxBytes.floats("w", 2, 1, 3, 3))
                .message(5, OnnxBytes.floats("v", 4, 3));
    }

    private static OnnxBytes reshaping() {
        return OnnxBytes.graph()
                .message(1, OnnxBytes.node("Dropout", "drop", List.of("x"), "d"))
                .message(1, OnnxBytes.node("Identity", "same", List.of("shape"), "s"))
                .message(1, OnnxBytes.node("Reshape", "flat", List.of("d", "s"), "f"))
                .message(1, OnnxBytes.node("MatMul", "fc", List.of("f", "v"), "m"))
                .message(1, OnnxBytes.node("Add", "bias", List.of("m", "b"), "y"))
                .message(5, OnnxBytes.longs("shape", 0, -1))
                .message(5, OnnxBytes.floats("v", 32, 3))
                .message(5, OnnxBytes.floats("b", 3));
    }

    /** Operators that move values, with their positions as constants. */
    private static OnnxBytes moving() {
        return OnnxBytes.graph()
                .message(
                        1,
                        OnnxBytes.node("Transpose", "turn", List.of("x"), "t").integers("perm", 0, 1, 3, 2))
                .message(
                        1,
                        OnnxBytes.node("Pad", "pad", List.of("t", "pads"), "p").string("mode", "reflect"))
                .message(1, OnnxBytes.node("Slice", "slice", List.of("p", "starts", "ends", "axes", "steps"), "s"))
                .message(
                        1,
                        OnnxBytes.node("Resize", "resize", List.of("s", "", "scales"), "r")
                                .string("mode", "nearest")
                                .string("coordinate_transformation_mode", "asymmetric"))
                .message(1, OnnxBytes.node("Unsqueeze", "more", List.of("r", "axes"), "u"))
                .message(1, OnnxBytes.node("Squeeze", "less", List.of("u", "axes"), "q"))
                .message(
                        1,
                        OnnxBytes.node("Split", "split", List.of("q"), "a")
                                .text(2, "b")
                                .integer("axis", 1))
                .message(
                        1,
                        OnnxBytes.node("Concat", "cat", List.of("b", "a", "b"), "c")
                                .integer("axis", 2))
                .message(
                        1,
                        OnnxBytes.node("ReduceMean", "mean", List.of("c"), "m").integers("axes", 2, 3))
                .message(1, OnnxBytes.node("Expand", "wide", List.of("m", "size"), "e"))
                .message(1, OnnxBytes.node("Flatten", "flat", List.of("e"), "y"))
                .message(5, OnnxBytes.longs("pads", 0, 0, 1, 0, 0, 0, 1, 2))
                .message(5, OnnxBytes.longs("starts", 1))
                .message(5, OnnxBytes.longs("ends", 5))
                .message(5, OnnxBytes.longs("axes", 2))
                .message(5, OnnxBytes.longs("steps", 1))
                .message(5, OnnxBytes.longs("size", 1, 1, 3, 1))
                .message(5, OnnxBytes.floats("scales", 4));
    }

    /** Operators that compute, with constants of several shapes. */
    private static OnnxBytes computing() {
        return OnnxBytes.graph()
                .message(1, real(OnnxBytes.node("LRN", "lrn", List.of("x"), "n").integer("size", 3), "bias", 2))
                .message(1, OnnxBytes.node("InstanceNormalization", "in", List.of("n", "two", "two"), "i"))
                .message(1, real(OnnxBytes.node("LeakyRelu", "leaky", List.of("i"), "l"), "alpha", 0.1f))
                .message(1, OnnxBytes.node("Mul", "mul", List.of("l", "row"), "m"))
                .message(1, OnnxBytes.node("Sub", "sub", List.of("one", "m"), "s"))
                .message(1, OnnxBytes.node("PRelu", "prelu", List.of("s", "channels"), "p"))
                .message(1, OnnxBytes.node("Clip", "clip", List.of("p", "", "one"), "c"))
                .message(
                        1,
                        OnnxBytes.node("ConvTranspose", "up", List.of("c", "w"), "u")
                                .integers("strides", 2, 2)
                                .integers("output_padding", 1, 1)
                                .integers("pads", 1, 1, 0, 0))
                .message(1, OnnxBytes.node("Tanh", "tanh", List.of("u"), "t"))
                .message(1, OnnxBytes.node("Mul", "gate", List.of("t", "u"), "g"))
                .message(1, OnnxBytes.node("GlobalMaxPool", "most", List.of("g"), "h"))
                .message(1, OnnxBytes.node("Flatten", "flat", List.of("h"), "f"))
                .message(
                        1,
                        OnnxBytes.node("LogSoftmax", "log", List.of("f"), "y").integer("axis", 1))
                .message(5, OnnxBytes.floats("one"))
                .message(5, OnnxBytes.floats("two", 2))
                .message(5, OnnxBytes.floats("row", 4))
                .message(5, OnnxBytes.floats("channels", 2, 1, 1))
                .message(5, OnnxBytes.floats("w", 2, 3, 3, 3));
    }

    private static OnnxBytes real(OnnxBytes node, String attribute, float value) {
        return node.message(5, new OnnxBytes().text(1, attribute).real(2, value).number(20, 1));
    }
}
