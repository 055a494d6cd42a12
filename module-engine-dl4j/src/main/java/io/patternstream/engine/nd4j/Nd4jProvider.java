/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.nd4j;

import io.patternstream.engine.spi.Kernels;
import io.patternstream.engine.spi.KernelsProvider;
import java.util.Optional;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes kernels of the portable backend, {@code nd4j}: it runs wherever ND4J has natives. Thread-safe. */
public final class Nd4jProvider implements KernelsProvider {
    private static final Logger LOGGER = LoggerFactory.getLogger(Nd4jProvider.class);
    private static final int PRIORITY = 10;

    /** Creates it; called by {@link java.util.ServiceLoader}. */
    public Nd4jProvider() {}

    @Override
    public String name() {
        return Nd4jKernels.NAME;
    }

    @Override
    public int priority() {
        return PRIORITY;
    }

    @Override
    public Optional<String> obstacle() {
        try {
            return Nd4j.scalar(1f).getFloat(0) == 1 ? Optional.empty() : Optional.of("ND4J computes wrongly");
        } catch (Exception | LinkageError error) {
            LOGGER.atDebug().setCause(error).log("ND4J does not load on this machine");
            return Optional.of("ND4J's native parts do not load: " + error);
        }
    }

    @Override
    public Kernels<?> create(int threads) {
        return new Nd4jKernels(threads);
    }
}
