/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Node;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.spi.Coefficients;
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

    /**
     * Prepares every layer.
     *
     * @param network canonised
     * @param backend prepares
     * @param values the coefficients of the layer at a position
     * @param <A> the backend's array
     * @return the kernels
     */
    static <A> LayerKernels<A> of(
            Network network, Kernels<A> backend, BiFunction<Integer, Operation.Linear, Coefficients> values) {
        LayerKernels<A> prepared = new LayerKernels<>();
        try {
            for (int i = 0; i < network.nodes().size(); i++) {
                if (network.node(i).operation() instanceof Operation.Linear linear) {
                    prepared.kernels.put(i, kernel(backend, network, i, values.apply(i, linear)));
                }
            }
            return prepared;
        } catch (RuntimeException e) {
            prepared.close();
            throw e;
        }
    }

    LinearKernel<A> at(int position) {
        return Objects.requireNonNull(kernels.get(position));
    }

    @Override
    public void close() {
        kernels.values().forEach(LinearKernel::close);
        kernels.clear();
    }

    /** Prepares a layer of the given coefficients; the caller closes it. */
    static <A> LinearKernel<A> kernel(Kernels<A> backend, Network network, int position, Coefficients coefficients) {
        Node node = network.node(position);
        Operation.Linear linear = (Operation.Linear) node.operation();
        Shape shape = linear.weights().shape();
        if (linear instanceof Operation.Convolution convolution) {
            Shape input = network.node(node.inputs().get(0)).output();
            return backend.convolution(coefficients, shape, convolution.window(), convolution.groups(), input);
        }
        return backend.dense(coefficients, shape);
    }
}
