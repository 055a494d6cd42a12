/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Node;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.spi.Kernels;
import io.patternstream.engine.spi.LinearKernel;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;

/**
 * One prepared kernel per linear layer of a network, either of its weights or of its patterns. Belongs to one thread.
 *
 * @param <A> the backend's array
 */
final class LayerKernels<A> implements AutoCloseable {
    private final Map<Integer, LinearKernel<A>> kernels = new HashMap<>();

    private LayerKernels() {}

    /** Kernels of the layers' own weights and biases. */
    static <A> LayerKernels<A> ofWeights(Network network, Kernels<A> backend) {
        return prepare(
                network,
                (position, linear) -> kernel(
                        backend,
                        network,
                        position,
                        linear.weights().toArray(),
                        linear.bias().toArray()));
    }

    /** Kernels of other values of the same shapes, without bias. */
    static <A> LayerKernels<A> of(
            Network network, Kernels<A> backend, BiFunction<Node, Operation.Linear, double[]> values) {
        return prepare(network, (position, linear) -> {
            double[] noBias = new double[linear.bias().shape().elementCount()];
            return kernel(backend, network, position, values.apply(network.node(position), linear), noBias);
        });
    }

    LinearKernel<A> at(int position) {
        return Objects.requireNonNull(kernels.get(position));
    }

    @Override
    public void close() {
        kernels.values().forEach(LinearKernel::close);
        kernels.clear();
    }

    private static <A> LayerKernels<A> prepare(
            Network network, BiFunction<Integer, Operation.Linear, LinearKernel<A>> preparation) {
        LayerKernels<A> prepared = new LayerKernels<>();
        try {
            for (int i = 0; i < network.nodes().size(); i++) {
                if (network.node(i).operation() instanceof Operation.Linear linear) {
                    prepared.kernels.put(i, preparation.apply(i, linear));
                }
            }
            return prepared;
        } catch (RuntimeException e) {
            prepared.close();
            throw e;
        }
    }

    /** Prepares a layer of the given values; the caller closes it. */
    static <A> LinearKernel<A> kernel(
            Kernels<A> backend, Network network, int position, double[] weights, double[] bias) {
        Node node = network.node(position);
        Operation.Linear linear = (Operation.Linear) node.operation();
        Shape shape = linear.weights().shape();
        if (linear instanceof Operation.Convolution convolution) {
            Shape input = network.node(node.inputs().get(0)).output();
            return backend.convolution(weights, bias, shape, convolution.window(), convolution.groups(), input);
        }
        return backend.dense(weights, bias, shape);
    }
}
