/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.pattern.ActivationTap;
import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Node;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.graph.Window;
import io.patternstream.engine.spi.Kernels;
import java.util.ArrayList;
import java.util.List;

/**
 * A network compiled for one backend: its weights prepared once, then used for every batch. Belongs to the thread of its
 * kernels; closing frees the weights, not the kernels.
 *
 * @param <A> the backend's array
 */
final class Plan<A> implements AutoCloseable {
    private final Network network;
    private final Kernels<A> kernels;
    private final LayerKernels<A> weights;
    private final AffineMaps<A> affines;
    private final Signs signs;

    private Plan(Network network, Kernels<A> kernels, LayerKernels<A> weights, AffineMaps<A> affines) {
        this.network = network;
        this.kernels = kernels;
        this.weights = weights;
        this.affines = affines;
        this.signs = Signs.of(network);
    }

    static <A> Plan<A> compile(Network network, Kernels<A> kernels) {
        LayerKernels<A> weights = LayerKernels.of(network, kernels, LayerCoefficients::of);
        try {
            return new Plan<>(network, kernels, weights, AffineMaps.of(network, kernels));
        } catch (RuntimeException e) {
            weights.close();
            throw e;
        }
    }

    Network network() {
        return network;
    }

    Kernels<A> kernels() {
        return kernels;
    }

    LayerKernels<A> weights() {
        return weights;
    }

    AffineMaps<A> affines() {
        return affines;
    }

    Signs signs() {
        return signs;
    }

    /** Runs forward inside an open scope; returns the output of every node, the input's first. */
    List<A> forward(A batch) {
        return forward(batch, (position, x, z) -> {});
    }

    /** Readies the reporting of statistics; 0 for all positions. */
    SampledLayers<A> sampled(int positions) {
        return new SampledLayers<>(network, kernels, weights, positions);
    }

    /** Runs forward inside an open scope; reports the statistics of each layer with weights as soon as it has run. */
    void observe(A batch, SampledLayers<A> layers, ActivationTap tap) {
        forward(batch, (position, x, z) -> layers.report(position, x, z, tap));
    }

    private List<A> forward(A batch, LayerRun<A> after) {
        List<A> outputs = new ArrayList<>();
        outputs.add(batch);
        for (int i = 1; i < network.nodes().size(); i++) {
            Node node = network.node(i);
            List<A> inputs = node.inputs().stream().map(outputs::get).toList();
            outputs.add(compute(i, node, inputs));
            if (node.operation() instanceof Operation.Linear) {
                after.accept(i, inputs.get(0), outputs.get(i));
            }
        }
        return outputs;
    }

    private A compute(int position, Node node, List<A> inputs) {
        Operation operation = node.operation();
        A x = inputs.get(0);
        if (operation instanceof Operation.Linear) {
            return weights.at(position).forward(x);
        }
        if (operation instanceof Operation.Affine) {
            return affines.at(position).forward(x);
        }
        if (operation instanceof Operation.Add) {
            return kernels.add(x, inputs.get(1));
        }
        if (operation instanceof Operation.Multiply) {
            return kernels.multiply(x, inputs.get(1));
        }
        if (operation instanceof Operation.Concat) {
            return kernels.moves().concat(inputs);
        }
        if (operation instanceof Operation.GlobalAveragePool) {
            Shape input = network.node(node.inputs().get(0)).output();
            return kernels.pools().average(x, wholeImage(input), true);
        }
        return ofOne(operation, x);
    }

    private A ofOne(Operation operation, A x) {
        if (operation instanceof Operation.Activation activation) {
            return kernels.activate(x, activation.function());
        }
        if (operation instanceof Operation.MaxPool pool) {
            return kernels.pools().max(x, pool.window());
        }
        if (operation instanceof Operation.AveragePool pool) {
            return kernels.pools().average(x, pool.window(), pool.countIncludePad());
        }
        if (operation instanceof Operation.Reshape reshape) {
            return kernels.moves().reshape(x, reshape.shape());
        }
        if (operation instanceof Operation.Rearrange rearrange) {
            return kernels.moves().rearrange(x, rearrange.map());
        }
        if (operation instanceof Operation.Softmax softmax) {
            return kernels.norms().softmax(x, softmax.log());
        }
        if (operation instanceof Operation.LocalResponseNorm norm) {
            return kernels.norms().localResponseNorm(x, norm);
        }
        if (operation instanceof Operation.InstanceNorm norm) {
            return kernels.norms().instanceNorm(x, norm.epsilon());
        }
        throw new IllegalStateException(operation + " has no kernels");
    }

    /** The window of a global pool. */
    static Window wholeImage(Shape input) {
        return new Window(input.dimension(1), input.dimension(2), 1, 1, 0, 0, 0, 0, 1, 1);
    }

    @Override
    public void close() {
        weights.close();
        affines.close();
    }

    /** Is told of each layer with weights that has run. */
    private interface LayerRun<A> {
        void accept(int position, A x, A z);
    }
}
