/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;

/**
 * How many threads the calling thread's primitives run on. oneDNN asks OpenMP, whose setting belongs to the calling thread.
 */
final class OpenMp {
    private static final @Nullable Function SET_THREADS = find();
    private static final ThreadLocal<Integer> CURRENT = ThreadLocal.withInitial(() -> 0);

    private OpenMp() {}

    /** {@return whether the number of threads can be set here} */
    static boolean adjustable() {
        return SET_THREADS != null;
    }

    /** Sets the number for the calling thread; costs nothing where it is set already. */
    static void use(int threads) {
        if (SET_THREADS != null && threads > 0 && CURRENT.get() != threads) {
            SET_THREADS.invokeVoid(new Object[] {threads});
            CURRENT.set(threads);
        }
    }

    /** The library that came with oneDNN, whatever its name on this platform. */
    private static @Nullable Function find() {
        Loader.load(dnnl.class);
        for (String path : Loader.getLoadedLibraries().values()) {
            if (path.contains("gomp") || path.contains("omp5") || path.contains("libomp") || path.contains("vcomp")) {
                return NativeLibrary.getInstance(path).getFunction("omp_set_num_threads");
            }
        }
        return null;
    }
}
