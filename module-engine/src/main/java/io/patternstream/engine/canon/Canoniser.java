/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.canon;

import io.patternstream.api.model.Head;
import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Node;
import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.spi.ModelFormatException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes a network canonical: batch normalisations are folded into the layers before them, the final softmax or sigmoid is
 * stripped, and the output is a vector of logits. Stateless.
 */
public final class Canoniser {
    private final Network source;
    private final Consumers consumers;
    private final Network.Builder target;
    private final int[] positions;

    private Canoniser(Network source) {
        this.source = source;
        this.consumers = Consumers.of(source);
        this.target = Network.builder(source.node(0).name(), source.inputShape());
        this.positions = new int[source.nodes().size()];
    }

    /**
     * Canonises.
     *
     * @param network as read from a file
     * @return an equivalent network of Convolution, Dense, Relu, pooling, Add, Concat and Reshape, whose output is
     *     {@code [K]} logits
     * @throws ModelFormatException if a batch normalisation does not follow a layer that it can be folded into, if a
     *     softmax or sigmoid is not at the end, if two layers have the same name, or if the output is not one value per class
     */
    public static Network canonise(Network network) {
        return new Canoniser(network).rewritten();
    }

    private Network rewritten() {
        int stripped = headPosition();
        Set<Integer> folded = new HashSet<>();
        Set<String> layers = new HashSet<>();
        for (int i = 1; i < positions.length; i++) {
            Node node = source.node(i);
            if (i == stripped || folded.contains(i)) {
                positions[i] = positions[node.inputs().get(0)];
            } else if (node.operation() instanceof Operation.Linear linear) {
                refuseDuplicate(layers, node);
                positions[i] = add(node, folded(linear, consumers.chain(i), folded));
            } else {
                refuseLeftover(node);
                positions[i] = add(node, node.operation());
            }
        }
        flattenOutput();
        return target.build(
                stripped < 0 ? Head.NONE : head(source.node(stripped).operation()));
    }

    private int add(Node node, Operation operation) {
        int[] inputs = node.inputs().stream().mapToInt(i -> positions[i]).toArray();
        return target.add(node.name(), operation, inputs);
    }

    /** Folds the batch normalisations that follow a layer into it and marks them. */
    private Operation folded(Operation.Linear linear, List<Integer> chain, Set<Integer> folded) {
        Operation.Linear result = linear;
        for (int position : chain) {
            result = AffineFolding.fold(
                    result, (Operation.Affine) source.node(position).operation());
            folded.add(position);
        }
        return result;
    }

    /** The position of a softmax or sigmoid at the end, looking through reshapes; -1 where there is none. */
    private int headPosition() {
        int at = source.output();
        while (source.node(at).operation() instanceof Operation.Reshape
                && consumers.count(source.node(at).inputs().get(0)) == 1) {
            at = source.node(at).inputs().get(0);
        }
        return head(source.node(at).operation()) == Head.NONE ? -1 : at;
    }

    private static Head head(Operation operation) {
        if (operation instanceof Operation.Softmax) {
            return Head.SOFTMAX;
        }
        boolean sigmoid = operation instanceof Operation.Activation activation
                && activation.function() instanceof Nonlinearity.Sigmoid;
        return sigmoid ? Head.SIGMOID : Head.NONE;
    }

    private void flattenOutput() {
        int last = source.nodes().size() - 1;
        Shape output = target.shape(positions[last]);
        int classes = output.rank() == 0 ? 0 : output.dimension(0);
        if (classes == 0 || classes != output.elementCount()) {
            throw new ModelFormatException("the output '" + source.node(last).name() + "' has the shape " + output
                    + " per image; a classifier has one value per class, [K] or [K, 1, 1]");
        }
        if (output.rank() > 1) {
            target.add(source.node(last).name() + ".flat", new Operation.Reshape(Shape.of(classes)), positions[last]);
        }
    }

    private static void refuseDuplicate(Set<String> layers, Node node) {
        if (!layers.add(node.name())) {
            throw new ModelFormatException(
                    "two layers have the name '" + node.name() + "'; patterns are kept by name, so rename one of them");
        }
    }

    private static void refuseLeftover(Node node) {
        if (node.operation() instanceof Operation.Affine) {
            throw new ModelFormatException("node '" + node.name() + "' (batch normalisation or constant Add) does not "
                    + "directly follow a convolution or dense layer whose output nothing else reads, so it cannot be "
                    + "folded");
        }
        if (head(node.operation()) != Head.NONE) {
            throw new ModelFormatException("node '" + node.name() + "' ("
                    + node.operation().getClass().getSimpleName() + ") is supported only at the end of a model");
        }
    }
}
