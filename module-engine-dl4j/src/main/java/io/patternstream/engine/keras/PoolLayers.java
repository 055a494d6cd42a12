/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.keras;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.graph.Window;

/** Pooling, in windows and over everything. Stateless. */
final class PoolLayers {
    private PoolLayers() {}

    static int maximum(LayerCall call) {
        int image = call.image(call.input());
        return call.like(call.shape(), call.add("", new Operation.MaxPool(window(call, image)), image));
    }

    /** Padding does not count, as in TensorFlow. */
    static int average(LayerCall call) {
        int image = call.image(call.input());
        return call.like(call.shape(), call.add("", new Operation.AveragePool(window(call, image), false), image));
    }

    static int globalMaximum(LayerCall call) {
        return collapsed(call, call.graph().globalMaximum(call.name(), call.image(call.input())));
    }

    static int globalAverage(LayerCall call) {
        return collapsed(call, call.add("", new Operation.GlobalAveragePool(), call.image(call.input())));
    }

    private static Window window(LayerCall call, int image) {
        return Geometry.of(call.layer(), "pool_size").window(call.graph().shape(image));
    }

    private static int collapsed(LayerCall call, int x) {
        Shape shape = call.graph().shape(x);
        return call.layer().flag("keepdims", false)
                ? call.like(call.shape(), x)
                : call.graph().reshape(call.name() + ".flat", x, shape.dimension(0));
    }
}
