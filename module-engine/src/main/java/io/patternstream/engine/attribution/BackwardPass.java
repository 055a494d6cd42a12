/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.IndexMap;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Node;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.rule.Composite;
import io.patternstream.engine.rule.SumRule;
import io.patternstream.engine.spi.Kernels;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One pass from the logits down to the input by one composite, over the outputs that a forward pass has kept. A value with
 * several readers receives the sum of what they hand down. One use, inside an open scope.
 *
 * @param <A> the backend's array
 */
final class BackwardPass<A> {
    private final Plan<A> plan;
    private final Network network;
    private final Kernels<A> kernels;
    private final Composite composite;
    private final Map<Integer, LayerStep<A>> steps;
    private final List<A> outputs;
    private final Ledger<A> ledger;
    private final List<@Nullable A> arriving;

    /**
     * Prepares it.
     *
     * @param plan the network
     * @param composite what happens at every node
     * @param steps what happens at layers with weights
     * @param outputs of every node, from the forward pass
     * @param ledger is told what stays behind
     */
    BackwardPass(
            Plan<A> plan, Composite composite, Map<Integer, LayerStep<A>> steps, List<A> outputs, Ledger<A> ledger) {
        this.plan = plan;
        this.network = plan.network();
        this.kernels = plan.kernels();
        this.composite = composite;
        this.steps = steps;
        this.outputs = outputs;
        this.ledger = ledger;
        this.arriving = new ArrayList<>(Collections.nCopies(outputs.size(), null));
    }

    /** Goes down to one node, 0 for the input: what arrives at its output. */
    A run(A start, int last) {
        arriving.set(network.output(), start);
        for (int i = network.output(); i > last; i--) {
            A r = arriving.get(i);
            if (r != null) {
                distribute(i, network.node(i), r);
                arriving.set(i, null);
            }
        }
        return Objects.requireNonNull(arriving.get(last));
    }

    private void distribute(int position, Node node, A r) {
        Operation operation = node.operation();
        int input = node.inputs().get(0);
        Shape shape = network.node(input).output();
        if (operation instanceof Operation.Linear) {
            LayerStep<A> step = Objects.requireNonNull(steps.get(position));
            send(input, step.apply(outputs.get(input), outputs.get(position), r, ledger));
        } else if (operation instanceof Operation.Activation activation) {
            A passed = composite.gate().apply(kernels, activation.function(), r, outputs.get(input));
            ledger.gated(r, passed);
            send(input, passed);
        } else if (operation instanceof Operation.AveragePool pool) {
            share(position, node, r, q -> kernels.pools()
                    .averageBackward(q, shape, pool.window(), pool.countIncludePad()));
        } else if (operation instanceof Operation.GlobalAveragePool) {
            share(position, node, r, q -> kernels.pools().averageBackward(q, shape, Plan.wholeImage(shape), true));
        } else if (operation instanceof Operation.Add) {
            share(position, node, r, q -> q);
        } else if (operation instanceof Operation.Affine affine) {
            double[] shift = Ledger.bias(affine.shift().toArray());
            share(position, node, r, q -> plan.affines().at(position).transpose(q), shift);
        } else if (operation instanceof Operation.Multiply) {
            int other = node.inputs().get(1);
            send(input, kernels.multiply(r, outputs.get(other)));
            send(other, kernels.multiply(r, outputs.get(input)));
        } else if (operation instanceof Operation.Concat) {
            slice(node.inputs(), r);
        } else {
            send(input, through(position, operation, r));
        }
    }

    /** What goes down through an operation that has one input and no sums. */
    private A through(int position, Operation operation, A r) {
        int input = network.node(position).inputs().get(0);
        if (operation instanceof Operation.MaxPool pool) {
            return kernels.pools().maxBackward(r, outputs.get(input), pool.window());
        }
        if (operation instanceof Operation.Reshape) {
            return kernels.moves().reshape(r, network.node(input).output());
        }
        if (operation instanceof Operation.Rearrange rearrange) {
            leaveBehind(rearrange.map(), r);
            return kernels.moves().rearrangeBackward(r, rearrange.map());
        }
        if (operation instanceof Operation.LocalResponseNorm norm) {
            return composite.differentiates()
                    ? kernels.norms().localResponseNormBackward(r, outputs.get(input), norm)
                    : r;
        }
        if (operation instanceof Operation.Softmax softmax) {
            return kernels.norms().softmaxBackward(r, outputs.get(position), softmax.log());
        }
        if (operation instanceof Operation.InstanceNorm norm) {
            return kernels.norms().instanceNormBackward(r, outputs.get(input), norm.epsilon());
        }
        throw new IllegalStateException(operation + " has no backward pass");
    }

    /** What arrives at constants is a bias's share. */
    private void leaveBehind(IndexMap map, A r) {
        double[] constants = new double[map.output().elementCount()];
        for (int i = 0; i < constants.length; i++) {
            boolean constant = map.source(i) == IndexMap.FILL;
            constants[i] = !constant ? 0 : composite.propagates() ? 1 : map.fill();
        }
        ledger.shared(r, r, 0, Ledger.bias(constants));
    }

    /** Shares r among the inputs of a sum whose coefficients are not learned. */
    private void share(int position, Node node, A r, UnaryOperator<A> transpose, double... bias) {
        SumRule rule = composite.sums();
        A z = outputs.get(position);
        A quotient = rule.quotient(kernels, z, r);
        ledger.shared(quotient, z, rule.epsilon(), bias);
        A transposed = transpose.apply(quotient);
        node.inputs().forEach(input -> send(input, rule.share(kernels, outputs.get(input), transposed)));
    }

    private void slice(List<Integer> parts, A r) {
        int from = 0;
        for (int part : parts) {
            int channels = network.node(part).output().dimension(0);
            send(part, kernels.moves().channels(r, from, channels));
            from += channels;
        }
    }

    private void send(int position, A r) {
        A sum = arriving.get(position);
        arriving.set(position, sum == null ? r : kernels.add(sum, r));
    }
}
