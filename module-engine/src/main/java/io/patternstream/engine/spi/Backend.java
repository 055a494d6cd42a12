/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.spi;

import io.patternstream.engine.graph.Network;
import java.util.Optional;

/** Computes. Thread-safe. */
public interface Backend {

    /** {@return the backend's name as users write it, for example {@code nd4j}} */
    String name();

    /** {@return which backend the automatic choice prefers: the highest that is available} */
    int priority();

    /** {@return why it cannot be used on this machine, for example that its native parts do not load, in one line; must not throw} */
    Optional<String> obstacle();

    /**
     * Tells whether it has a precision.
     *
     * @param precision what convolutions and dense layers would compute with
     * @return whether it can; all have float32
     */
    default boolean computes(Precision precision) {
        return precision == Precision.F32;
    }

    /**
     * Tells what a backend lacks for a network.
     *
     * @param network canonised
     * @return the first operation that it cannot compute, and its node; empty if it can run the network
     */
    default Optional<String> lacks(Network network) {
        return Optional.empty();
    }

    /** {@return bytes of native memory that it holds in this process, as far as it counts them itself; 0 for none} */
    default long nativeBytes() {
        return 0;
    }
}
