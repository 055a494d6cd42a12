/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Node;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.graph.Window;
import io.patternstream.engine.rule.Rule;
import io.patternstream.engine.spi.Kernels;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One pass from the logits down to the input by one rule, over the outputs that a forward pass has kept. A value with
 * several readers receives the sum of what they hand down. One use, inside an open scope.
 *
 * @param <A> the backend's array
 */
final class BackwardPass<A> {
    private final Network network;
    private final Kernels<A> kernels;
    private final LayerKernels<A> layers;
    private final Rule rule;
    private final List<A> outputs;
    private final List<@Nullable A> arriving;

    /**
     * Prepares it.
     *
     * @param plan the network
     * @param layers what relevance goes through in linear layers
     * @param rule at every layer
     * @param outputs of every node, from the forward pass
     */
    BackwardPass(Plan<A> plan, LayerKernels<A> layers, Rule rule, List<A> outputs) {
        this.network = plan.network();
        this.kernels = plan.kernels();
        this.layers = layers;
        this.rule = rule;
        this.outputs = outputs;
        this.arriving = new ArrayList<>(Collections.nCopies(outputs.size(), null));
    }

    A run(A start) {
        arriving.set(network.output(), start);
        for (int i = network.output(); i > 0; i--) {
            A r = arriving.get(i);
            if (r != null) {
                distribute(i, network.node(i), r);
                arriving.set(i, null);
            }
        }
        return Objects.requireNonNull(arriving.get(0));
    }

    private void distribute(int position, Node node, A r) {
        Operation operation = node.operation();
        int input = node.inputs().get(0);
        Shape shape = network.node(input).output();
        if (operation instanceof Operation.Linear) {
            send(input, share(position, input, layers.at(position)::transpose, r));
        } else if (operation instanceof Operation.Activation activation) {
            send(input, rule.gate().apply(kernels, activation.function(), r, outputs.get(input)));
        } else if (operation instanceof Operation.MaxPool pool) {
            send(input, kernels.maxPoolBackward(r, outputs.get(input), pool.window()));
        } else if (operation instanceof Operation.AveragePool pool) {
            send(input, share(position, input, spread(shape, pool.window(), pool.countIncludePad()), r));
        } else if (operation instanceof Operation.GlobalAveragePool) {
            send(input, share(position, input, spread(shape, Plan.wholeImage(shape), true), r));
        } else if (operation instanceof Operation.Add) {
            node.inputs().forEach(branch -> send(branch, share(position, branch, term -> term, r)));
        } else if (operation instanceof Operation.Concat) {
            slice(node.inputs(), r);
        } else if (operation instanceof Operation.Reshape) {
            send(input, kernels.reshape(r, shape));
        } else {
            throw new IllegalStateException("node '" + node.name() + "' (" + operation + ") is not canonical");
        }
    }

    private A share(int position, int input, UnaryOperator<A> transpose, A r) {
        return rule.redistribution().apply(kernels, transpose, outputs.get(input), outputs.get(position), r);
    }

    private UnaryOperator<A> spread(Shape input, Window window, boolean countIncludePad) {
        return r -> kernels.averagePoolBackward(r, input, window, countIncludePad);
    }

    private void slice(List<Integer> parts, A r) {
        int from = 0;
        for (int part : parts) {
            int channels = network.node(part).output().dimension(0);
            send(part, kernels.channels(r, from, channels));
            from += channels;
        }
    }

    private void send(int position, A r) {
        A sum = arriving.get(position);
        arriving.set(position, sum == null ? r : kernels.add(sum, r));
    }
}
