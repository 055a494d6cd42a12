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
import java.util.Optional;
import java.util.Set;

/**
 * Makes a network canonical: what the output does not depend on is left out, the final softmax or sigmoid is stripped,
 * affine maps and zero padding are folded into a layer beside them where that is exact, and the output is a vector of logits. Stateless.
 */
public final class Canoniser {
    private Canoniser() {}

    /**
     * Canonises.
     *
     * @param network as read from a file
     * @return a network with the same logits, {@code [K]}
     * @throws ModelFormatException if two layers have the same name, or if the output is not one value per class
     */
    public static Network canonise(Network network) {
        Network stripped = withoutHead(network);
        Network canonical = flattened(foldedInto(padded(foldedAfter(stripped))));
        refuseDuplicates(canonical);
        return canonical;
    }

    /** Looks for a softmax or sigmoid at the end, through operations that only order values. */
    private static Network withoutHead(Network network) {
        Rewriting rewriting = new Rewriting(network);
        Consumers consumers = Consumers.of(network);
        int at = network.output();
        while (orders(network.node(at).operation())
                && consumers.count(network.node(at).inputs().get(0)) == 1) {
            at = network.node(at).inputs().get(0);
        }
        Head head = head(network.node(at).operation());
        if (head != Head.NONE) {
            rewriting.bypass(at);
        }
        return rewriting.apply(head);
    }

    private static Head head(Operation operation) {
        if (operation instanceof Operation.Softmax softmax) {
            return softmax.log() ? Head.LOG_SOFTMAX : Head.SOFTMAX;
        }
        boolean sigmoid = operation instanceof Operation.Activation activation
                && activation.function() instanceof Nonlinearity.Sigmoid;
        return sigmoid ? Head.SIGMOID : Head.NONE;
    }

    /** Folds affine maps into the layers or maps before them that nothing else reads. */
    private static Network foldedAfter(Network network) {
        Rewriting rewriting = new Rewriting(network);
        Consumers consumers = Consumers.of(network);
        for (int i = 1; i < network.nodes().size(); i++) {
            Node node = network.node(i);
            if (rewriting.operation(i) instanceof Operation.Affine affine
                    && consumers.count(node.inputs().get(0)) == 1) {
                int before = rewriting.input(i);
                Optional<Operation> folded = rewriting.operation(before) instanceof Operation.Affine first
                        ? Optional.of(AffineFolding.merged(first, affine))
                        : AffineFolding.after(rewriting.operation(before), affine);
                if (folded.isPresent()) {
                    rewriting.replace(before, folded.get());
                    rewriting.bypass(i);
                }
            }
        }
        return rewriting.apply(network.head());
    }

    /** Folds zeros around images into the convolutions that alone read them. */
    private static Network padded(Network network) {
        Rewriting rewriting = new Rewriting(network);
        Consumers consumers = Consumers.of(network);
        for (int i = 1; i < network.nodes().size(); i++) {
            int reader = consumers.count(i) == 1 ? consumers.first(i) : i;
            if (network.node(i).operation() instanceof Operation.Rearrange rearrange
                    && rewriting.operation(reader) instanceof Operation.Convolution convolution) {
                Optional<Operation> folded = PaddingFolding.into(rearrange.map(), convolution);
                if (folded.isPresent()) {
                    rewriting.replace(reader, folded.get());
                    rewriting.bypass(i);
                }
            }
        }
        return rewriting.apply(network.head());
    }

    /** Folds the affine maps that are left into the layers that alone read them. */
    private static Network foldedInto(Network network) {
        Rewriting rewriting = new Rewriting(network);
        Consumers consumers = Consumers.of(network);
        for (int i = 1; i < network.nodes().size(); i++) {
            int reader = reader(network, consumers, i);
            if (reader > 0
                    && network.node(i).operation() instanceof Operation.Affine affine
                    && rewriting.operation(reader) instanceof Operation.Linear linear) {
                int channels = network.node(i).output().dimension(0);
                Optional<Operation> folded = AffineFolding.before(affine, channels, linear);
                if (folded.isPresent()) {
                    rewriting.replace(reader, folded.get());
                    rewriting.bypass(i);
                }
            }
        }
        return rewriting.apply(network.head());
    }

    /** The only reader of a node, for a dense one through reshapes; -1 where there are several. */
    private static int reader(Network network, Consumers consumers, int position) {
        int at = position;
        boolean reshaped = false;
        while (consumers.count(at) == 1) {
            at = consumers.first(at);
            if (!(network.node(at).operation() instanceof Operation.Reshape)) {
                return !reshaped || network.node(at).operation() instanceof Operation.Dense ? at : -1;
            }
            reshaped = true;
        }
        return -1;
    }

    private static Network flattened(Network network) {
        Node last = network.node(network.output());
        Shape output = last.output();
        int classes = output.rank() == 0 ? 0 : output.dimension(0);
        if (classes == 0 || classes != output.elementCount()) {
            throw new ModelFormatException("the output '" + last.name() + "' has the shape " + output
                    + " per image; a classifier has one value per class, [K] or [K, 1, 1]");
        }
        if (output.rank() == 1) {
            return network;
        }
        Network.Builder target = new Rewriting(network).builder();
        target.add(last.name() + ".flat", new Operation.Reshape(Shape.of(classes)), network.output());
        return target.build(network.head());
    }

    private static void refuseDuplicates(Network network) {
        Set<String> layers = new HashSet<>();
        for (Node node : network.nodes()) {
            if (node.operation() instanceof Operation.Linear && !layers.add(node.name())) {
                throw new ModelFormatException("two layers have the name '" + node.name()
                        + "'; patterns are kept by name, so rename one of them");
            }
        }
    }

    private static boolean orders(Operation operation) {
        return operation instanceof Operation.Reshape
                || (operation instanceof Operation.Rearrange rearrange
                        && rearrange.map().isPermutation());
    }
}
