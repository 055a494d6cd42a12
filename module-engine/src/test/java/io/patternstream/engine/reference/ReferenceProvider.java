/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.reference;

import io.patternstream.engine.spi.Kernels;
import io.patternstream.engine.spi.KernelsProvider;
import java.util.Optional;

/** Makes {@link ReferenceKernels}. */
public final class ReferenceProvider implements KernelsProvider {
    @Override
    public String name() {
        return "reference";
    }

    @Override
    public int priority() {
        return 0;
    }

    @Override
    public Optional<String> obstacle() {
        return Optional.empty();
    }

    @Override
    public Kernels<?> create(int threads) {
        return new ReferenceKernels();
    }
}
