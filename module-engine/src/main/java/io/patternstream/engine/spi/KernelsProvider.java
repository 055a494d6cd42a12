/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.spi;

/**
 * Makes the kernels of a backend that runs one after the other, and which can compute training statistics. Registered as a
 * service. Thread-safe.
 */
public interface KernelsProvider extends Backend {

    /**
     * Makes kernels for one caller at a time.
     *
     * @param threads how many threads they compute with, which may be a setting of the whole process; 0 for the backend's choice
     * @return kernels that the caller closes
     */
    Kernels<?> create(int threads);
}
