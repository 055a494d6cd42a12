/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.spi;

/** Makes the kernels of one backend. Registered as a service. Thread-safe. */
public interface KernelsProvider {

    /** {@return the backend's name as users write it, for example {@code nd4j}} */
    String name();

    /** {@return which backend the automatic choice prefers: the highest that is available} */
    int priority();

    /** {@return whether its native parts load on this machine; must not throw} */
    boolean available();

    /**
     * Makes kernels for one caller at a time.
     *
     * @param threads how many threads they compute with, which may be a setting of the whole process; 0 for the backend's choice
     * @return kernels that the caller closes
     */
    Kernels<?> create(int threads);
}
