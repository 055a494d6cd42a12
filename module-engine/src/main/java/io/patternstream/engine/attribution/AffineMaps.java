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
import io.patternstream.engine.spi.LinearMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * One prepared map per affine layer that canonisation could not fold. Belongs to one thread.
 *
 * @param <A> the backend's array
 */
final class AffineMaps<A> implements AutoCloseable {
    private final Map<Integer, LinearMap<A>> maps = new HashMap<>();

    private AffineMaps() {}

    static <A> AffineMaps<A> of(Network network, Kernels<A> kernels) {
        AffineMaps<A> prepared = new AffineMaps<>();
        try {
            for (int i = 0; i < network.nodes().size(); i++) {
                Node node = network.node(i);
                if (node.operation() instanceof Operation.Affine affine) {
                    double[] scale = affine.scale().toArray();
                    double[] shift = affine.shift().toArray();
                    Shape input = node.output();
                    prepared.maps.put(i, kernels.affine(scale, shift, input));
                }
            }
            return prepared;
        } catch (RuntimeException e) {
            prepared.close();
            throw e;
        }
    }

    LinearMap<A> at(int position) {
        return Objects.requireNonNull(maps.get(position));
    }

    @Override
    public void close() {
        maps.values().forEach(LinearMap::close);
        maps.clear();
    }
}
