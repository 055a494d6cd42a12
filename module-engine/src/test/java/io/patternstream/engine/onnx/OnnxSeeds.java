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
                OnnxBytes.model(OnnxBytes.graph().message(1, OnnxBytes.node("Sigmoid", "s", List.of("x"), "y")), 7));
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
}
