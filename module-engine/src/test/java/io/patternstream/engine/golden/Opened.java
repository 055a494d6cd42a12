/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.golden;

import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.pattern.PatternSource;
import io.patternstream.engine.attribution.Attributor;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.program.CompilerProvider;
import io.patternstream.engine.spi.Algorithm;
import io.patternstream.engine.spi.Backend;
import io.patternstream.engine.spi.KernelsProvider;
import io.patternstream.engine.spi.Precision;
import java.util.List;

/** Attributors on backends of either kind. */
public final class Opened {
    private Opened() {}

    /**
     * Opens one.
     *
     * @param backend makes kernels, or a compiler for float32
     * @param network canonised
     * @param model its description
     * @param layers its layers with weights
     * @param patterns the active patterns
     * @return the attributor, closed by the caller
     */
    public static Attributor on(
            Backend backend,
            Network network,
            ModelDescription model,
            List<LayerWeights> layers,
            PatternSource patterns) {
        return backend instanceof CompilerProvider provider
                ? Attributor.create(network, model, layers, provider.create(Precision.F32, Algorithm.AUTO, 0), patterns)
                : Attributor.create(network, model, layers, ((KernelsProvider) backend).create(0), patterns);
    }
}
