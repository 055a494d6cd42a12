/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.nd4j;

import static org.bytedeco.openblas.global.openblas_nolapack.blas_get_num_threads;
import static org.bytedeco.openblas.global.openblas_nolapack.blas_set_num_threads;

import org.nd4j.linalg.factory.Nd4j;

/**
 * Shares OpenBLAS's threads, a setting of the whole process, between all kernels in use: workers that each start as many threads
 * as there are cores wait for one another. OpenBLAS's own count (all cores, or OPENBLAS_NUM_THREADS) is what is shared, unless
 * a user asks for a number; the last who does decides for all.
 * Thread-safe.
 */
final class BlasThreads {
    private static int total;
    private static int users;
    private static int asked;

    private BlasThreads() {}

    /** Counts one more user in, who asks for a number of threads, or for a share of them by 0. */
    static synchronized void join(int threads) {
        if (total == 0) {
            Nd4j.getBackend(); // ND4J sets the number of threads when it starts
            total = blas_get_num_threads();
        }
        users++;
        asked = threads;
        share();
    }

    /** Counts one user out. */
    static synchronized void leave() {
        users--;
        share();
    }

    private static void share() {
        blas_set_num_threads(asked > 0 ? asked : Math.max(1, total / Math.max(1, users)));
    }
}
