/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import io.patternstream.engine.spi.ModelFormatException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Brings a node test into the form of a classifier, which has one computed input and one output of rows:
 *
 * <ul>
 *   <li>the first input is the batch and its first axis that of the samples, the others become constants;
 *   <li>where several inputs are operands of equal standing (Add, MatMul, Concat …) with as many samples each, they are
 *       parts of one input, taken out of it again by Slice and Reshape, so that both operands are computed;
 *   <li>where a constant has a row for each sample (the slopes of PRelu, the bias of Gemm), every sample is a run of its own;
 *   <li>where the operator works on the first axis, or there is no other, the whole tensor is one sample: all axes are
 *       counted one further;
 *   <li>operators that are read on constants only get constants, and what is folded is added to zeros;
 *   <li>every output is a run of its own, flattened to rows.
 * </ul>
 */
final class CaseForm {
    private static final Set<String> OPERANDS = Set.of("Add", "Sub", "Mul", "Div", "Sum", "MatMul", "Concat");
    private static final Set<String> FOLDED =
            Set.of("Constant", "ConstantOfShape", "Shape", "Floor", "Ceil", "Sqrt", "Equal", "Where");
    private static final Set<String> PER_SAMPLE = Set.of("PRelu", "Gemm");

    private final NodeCase test;
    private final boolean lifted;

    private CaseForm(NodeCase test, boolean lifted) {
        this.test = test;
        this.lifted = lifted;
    }

    /** The runs of a test. */
    static List<NodeCase.Run> runs(NodeCase test) {
        if (FOLDED.containsAll(test.operators())) {
            return List.of(folded(test));
        }
        boolean vector = test.inputs().get(0).dimensions().size() < 2;
        try {
            return new CaseForm(test, vector).all();
        } catch (ModelFormatException e) {
            boolean batch = e.getMessage().contains("mixes the samples")
                    || e.getMessage().contains("cannot reshape");
            if (vector || !batch) {
                throw e;
            }
            return new CaseForm(test, true).all();
        }
    }

    /** All inputs are constants, and what the operator makes of them is added to a batch of one sample of zeros. */
    private static NodeCase.Run folded(NodeCase test) {
        Map<String, OnnxTensor> initialisers = new HashMap<>();
        test.inputs().forEach(tensor -> initialisers.put(tensor.name(), tensor));
        OnnxTensor expected = test.outputs().get(0);
        List<Long> dimensions = new ArrayList<>(List.of(1L));
        dimensions.addAll(expected.dimensions().isEmpty() ? List.of(1L) : expected.dimensions());
        OnnxTensor zeros = OnnxTensor.reals("zeros", dimensions, new double[expected.count()]);
        List<OnnxNode> nodes = new ArrayList<>(test.model().nodes());
        nodes.add(node("Add", List.of("zeros", expected.name()), "sum"));
        nodes.add(node("Flatten", List.of("sum"), "rows"));
        return NodeCase.Run.of(model(test, nodes, initialisers, zeros), zeros, expected);
    }

    private List<NodeCase.Run> all() {
        List<NodeCase.Run> runs = new ArrayList<>();
        List<OnnxTensor> inputs = inputs();
        OnnxTensor data = inputs.get(0);
        int samples = data.shape().dimension(0);
        boolean perSample = PER_SAMPLE.contains(test.operators().get(0))
                && samples > 1
                && inputs.stream().skip(1).anyMatch(tensor -> hasRows(tensor, data));
        for (OnnxTensor output : test.outputs()) {
            OnnxTensor expected = lifted ? Lifting.raised(output) : output;
            for (int n = 0; n < (perSample ? samples : 1); n++) {
                int sample = n;
                runs.add(
                        perSample
                                ? run(
                                        inputs.stream()
                                                .map(t -> hasRows(t, data) ? row(t, sample) : t)
                                                .toList(),
                                        row(expected, n))
                                : run(inputs, expected));
            }
        }
        return runs;
    }

    private List<OnnxTensor> inputs() {
        if (!lifted) {
            return test.inputs();
        }
        boolean operands = OPERANDS.contains(test.operators().get(0));
        return IntStream.range(0, test.inputs().size())
                .mapToObj(i -> i == 0 || operands
                        ? Lifting.raised(test.inputs().get(i))
                        : test.inputs().get(i))
                .toList();
    }

    /** Whether a constant has as many rows as the batch has samples. */
    private static boolean hasRows(OnnxTensor tensor, OnnxTensor data) {
        return tensor.dimensions().size() == data.dimensions().size()
                && tensor.dimensions().get(0).equals(data.dimensions().get(0));
    }

    private static OnnxTensor row(OnnxTensor tensor, int sample) {
        List<int[]> axes = Axes.identity(tensor.shape());
        axes.set(0, new int[] {sample});
        return Axes.taken(tensor, axes);
    }

    private NodeCase.Run run(List<OnnxTensor> inputs, OnnxTensor output) {
        Map<String, OnnxTensor> initialisers = new HashMap<>(test.model().initialisers());
        inputs.forEach(tensor -> initialisers.put(tensor.name(), tensor));
        List<OnnxNode> nodes = new ArrayList<>();
        OnnxTensor first = inputs.get(0);
        boolean operands = inputs.size() > 1
                && OPERANDS.contains(test.operators().get(0))
                && inputs.stream().allMatch(tensor -> hasRows(tensor, first));
        OnnxTensor data = operands ? packed(inputs, nodes, initialisers) : first;
        inputs.stream().limit(operands ? inputs.size() : 1).forEach(tensor -> initialisers.remove(tensor.name()));
        for (OnnxNode node : test.model().nodes()) {
            nodes.add(lifted ? Lifting.of(node, first.dimensions().size() - 1, initialisers) : node);
        }
        nodes.add(node("Flatten", List.of(output.name()), "rows"));
        return NodeCase.Run.of(model(test, nodes, initialisers, data), data, output);
    }

    private static OnnxModel model(
            NodeCase test, List<OnnxNode> nodes, Map<String, OnnxTensor> initialisers, OnnxTensor data) {
        return new OnnxModel(
                0,
                Math.max(test.model().opset(), 7), // operators of older tests have not changed until opset 7
                List.copyOf(nodes),
                Map.copyOf(initialisers),
                List.of(new OnnxValue(data.name(), OnnxTensor.FLOAT, data.dimensions())),
                List.of(new OnnxValue("rows", OnnxTensor.FLOAT, List.of())));
    }

    /** One input of rows in which all operands follow one another, and nodes that take them out again. */
    private static OnnxTensor packed(
            List<OnnxTensor> inputs, List<OnnxNode> nodes, Map<String, OnnxTensor> initialisers) {
        int samples = inputs.get(0).shape().dimension(0);
        int width = inputs.stream().mapToInt(tensor -> tensor.count() / samples).sum();
        double[] values = new double[samples * width];
        int from = 0;
        for (OnnxTensor operand : inputs) {
            int size = operand.count() / samples;
            double[] part = operand.doubles();
            for (int n = 0; n < samples; n++) {
                System.arraycopy(part, n * size, values, n * width + from, size);
            }
            String name = operand.name();
            initialisers.put(name + ".from", Lifting.integers(List.of((long) from)));
            initialisers.put(name + ".to", Lifting.integers(List.of((long) from + size)));
            initialisers.put(name + ".axis", Lifting.integers(List.of(1L)));
            initialisers.put(name + ".shape", Lifting.integers(operand.dimensions()));
            nodes.add(node("Slice", List.of("packed", name + ".from", name + ".to", name + ".axis"), name + ".row"));
            nodes.add(node("Reshape", List.of(name + ".row", name + ".shape"), name));
            from += size;
        }
        return OnnxTensor.reals("packed", List.of((long) samples, (long) width), values);
    }

    private static OnnxNode node(String operator, List<String> inputs, String output) {
        return new OnnxNode("", operator, inputs, List.of(output), Map.of());
    }
}
