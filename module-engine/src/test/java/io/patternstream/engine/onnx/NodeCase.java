/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.graph.Network;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One of ONNX's backend node tests: a graph, mostly of one operator, with the inputs and outputs of one run.
 *
 * @param name of its folder
 * @param model its graph
 * @param inputs of the run, in the order of the graph's inputs
 * @param outputs of the run
 */
record NodeCase(String name, OnnxModel model, List<OnnxTensor> inputs, List<OnnxTensor> outputs) {
    static NodeCase read(Path folder) {
        try {
            OnnxModel model = OnnxParser.parse(Files.readAllBytes(folder.resolve("model.onnx")));
            Path run = folder.resolve("test_data_set_0");
            return new NodeCase(
                    folder.getFileName().toString(),
                    model,
                    tensors(run, "input_", model.inputs()),
                    tensors(run, "output_", model.outputs()));
        } catch (IOException e) {
            throw new UncheckedIOException(folder.toString(), e);
        }
    }

    /** The operators that the graph uses. */
    List<String> operators() {
        return model.nodes().stream().map(OnnxNode::operator).distinct().toList();
    }

    private static List<OnnxTensor> tensors(Path run, String prefix, List<OnnxValue> values) throws IOException {
        List<OnnxTensor> tensors = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            byte[] file = Files.readAllBytes(run.resolve(prefix + i + ".pb"));
            OnnxModel holder = OnnxParser.parse(OnnxBytes.model(new OnnxBytes().raw(5, file)));
            OnnxTensor tensor = holder.initialisers().values().iterator().next();
            boolean bits = values.get(i).elementType() == OnnxTensor.BFLOAT16 && !tensor.isReal();
            tensors.add((bits ? widened(tensor) : tensor).named(values.get(i).name()));
        }
        return tensors;
    }

    /** The tests store bfloat16 as the integers of its bits. */
    private static OnnxTensor widened(OnnxTensor bits) {
        double[] values = Arrays.stream(bits.integers())
                .mapToDouble(value -> Float.intBitsToFloat((int) value << 16))
                .toArray();
        return OnnxTensor.reals(bits.name(), bits.dimensions(), values);
    }

    /**
     * A test in our form: one batch goes in, one output comes out as rows.
     *
     * @param network what the reader makes of it
     * @param input the batch
     * @param expected the output in C order
     */
    record Run(Network network, Tensor input, double[] expected) {
        static Run of(OnnxModel model, OnnxTensor input, OnnxTensor expected) {
            double[] values = input.doubles();
            float[] floats = new float[values.length];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = (float) values[i];
            }
            Shape shape = input.shape();
            return new Run(GraphImporter.network(model), Tensor.wrap(shape, floats), expected.doubles());
        }
    }
}
