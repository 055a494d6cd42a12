/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.graph;

import io.patternstream.api.model.Head;
import io.patternstream.api.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * An immutable graph of operations in topological order: the first node is the input, the last the output. Thread-safe.
 *
 * <p>Output shapes are inferred as nodes are added; a node whose inputs do not fit is refused.
 */
public final class Network {
    private final List<Node> nodes;
    private final Head head;

    private Network(List<Node> nodes, Head head) {
        this.nodes = List.copyOf(nodes);
        this.head = head;
    }

    /**
     * Begins a network.
     *
     * @param name the input's name
     * @param input shape of one sample
     * @return a builder whose node 0 is the input
     */
    public static Builder builder(String name, Shape input) {
        return new Builder(name, input);
    }

    /** {@return all nodes, each after those it reads} */
    public List<Node> nodes() {
        return nodes;
    }

    /**
     * Returns one node.
     *
     * @param index its position
     * @return the node
     */
    public Node node(int index) {
        return nodes.get(index);
    }

    /** {@return position of the output node} */
    public int output() {
        return nodes.size() - 1;
    }

    /** {@return shape of one sample of the input} */
    public Shape inputShape() {
        return nodes.get(0).output();
    }

    /** {@return shape of one sample of the output} */
    public Shape outputShape() {
        return nodes.get(output()).output();
    }

    /** {@return the final activation that canonisation has stripped; {@link Head#NONE} before canonisation} */
    public Head head() {
        return head;
    }

    /** {@return multiplications that its layers with weights do for one sample, each with an addition} */
    public long multiplyAdds() {
        long sum = 0;
        for (Node node : nodes) {
            if (node.operation() instanceof Operation.Linear linear) {
                long outputs = node.output().elementCount();
                sum += outputs * linear.weights().shape().inner().elementCount();
            }
        }
        return sum;
    }

    /** Adds nodes in order. Not thread-safe. */
    public static final class Builder {
        private final List<Node> nodes = new ArrayList<>();

        private Builder(String name, Shape input) {
            nodes.add(new Node(name, new Operation.Input(input), List.of(), input));
        }

        /**
         * Adds a node and infers its output shape.
         *
         * @param name its name in the model file
         * @param operation what it computes
         * @param inputs positions of nodes already added
         * @return its position
         * @throws IllegalArgumentException if the inputs do not fit; names node, operation and shapes
         */
        public int add(String name, Operation operation, int... inputs) {
            List<Integer> positions = new ArrayList<>();
            List<Shape> shapes = new ArrayList<>();
            for (int input : inputs) {
                positions.add(input);
                shapes.add(nodes.get(input).output());
            }
            nodes.add(new Node(name, operation, positions, ShapeInference.output(name, operation, shapes)));
            return nodes.size() - 1;
        }

        /**
         * Returns the shape of a node already added.
         *
         * @param index its position
         * @return shape of one sample
         */
        public Shape shape(int index) {
            return nodes.get(index).output();
        }

        /**
         * Finishes the network; the node added last is the output.
         *
         * @param head the final activation that was stripped
         * @return the network
         */
        public Network build(Head head) {
            return new Network(nodes, head);
        }
    }
}
