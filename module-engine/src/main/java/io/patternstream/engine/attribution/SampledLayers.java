/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.model.LayerId;
import io.patternstream.api.pattern.ActivationTap;
import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.IndexMap;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Node;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.graph.Window;
import io.patternstream.engine.spi.Kernels;
import io.patternstream.engine.spi.LinearKernel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Statistics of a convolution over some of its output positions: every k-th line and column, from the first on. These patches are
 * what a convolution with k times the stride sees, so every backend sums them as it sums all of them. Belongs to one thread.
 *
 * @param <A> the backend's array
 */
final class SampledLayers<A> implements AutoCloseable {
    private final Network network;
    private final Kernels<A> kernels;
    private final LayerKernels<A> weights;
    private final int most;
    private final Map<Integer, LinearKernel<A>> strided = new HashMap<>();

    /**
     * Prepares nothing yet.
     *
     * @param most lines and columns of positions that are sampled at most; 0 for all
     */
    SampledLayers(Network network, Kernels<A> kernels, LayerKernels<A> weights, int most) {
        this.network = network;
        this.kernels = kernels;
        this.weights = weights;
        this.most = most;
    }

    /** Reports a layer that has run. */
    void report(int position, A x, A z, ActivationTap tap) {
        Node node = network.node(position);
        LayerId name = new LayerId(node.name());
        Shape output = node.output();
        if (node.operation() instanceof Operation.Convolution convolution
                && most > 0
                && Math.max(output.dimension(1), output.dimension(2)) > most) {
            LinearKernel<A> layer = strided.computeIfAbsent(position, missing -> prepared(missing, convolution));
            List<int[]> axes = List.of(
                    IntStream.range(0, output.dimension(0)).toArray(),
                    every(output.dimension(1)),
                    every(output.dimension(2)));
            A sampled = kernels.moves().rearrange(z, IndexMap.separable(output, axes, 0));
            layer.moments(x, sampled, name, tap);
        } else {
            weights.at(position).moments(x, z, name, tap);
        }
    }

    @Override
    public void close() {
        strided.values().forEach(LinearKernel::close);
        strided.clear();
    }

    private LinearKernel<A> prepared(int position, Operation.Convolution layer) {
        Node node = network.node(position);
        Window window = layer.window();
        Window wider = new Window(
                window.kernelHeight(),
                window.kernelWidth(),
                window.strideHeight() * step(node.output().dimension(1)),
                window.strideWidth() * step(node.output().dimension(2)),
                window.padTop(),
                window.padLeft(),
                window.padBottom(),
                window.padRight(),
                window.dilationHeight(),
                window.dilationWidth());
        return kernels.convolution(
                LayerCoefficients.of(position, layer),
                layer.weights().shape(),
                wider,
                layer.groups(),
                network.node(node.inputs().get(0)).output());
    }

    private int[] every(int extent) {
        int step = step(extent);
        return IntStream.range(0, (extent + step - 1) / step).map(i -> i * step).toArray();
    }

    private int step(int extent) {
        return (extent + most - 1) / most;
    }
}
