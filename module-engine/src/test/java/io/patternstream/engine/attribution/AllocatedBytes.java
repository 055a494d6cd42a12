/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import java.lang.reflect.Method;

/** What the current thread has allocated on the heap. By reflection: the engine does not read the management module. */
public final class AllocatedBytes {
    private AllocatedBytes() {}

    /**
     * Measures.
     *
     * @param task what is run once
     * @return bytes that it has allocated
     */
    public static long of(Runnable task) {
        try {
            Object threads = Class.forName("java.lang.management.ManagementFactory")
                    .getMethod("getThreadMXBean")
                    .invoke(null);
            Method allocated =
                    Class.forName("com.sun.management.ThreadMXBean").getMethod("getCurrentThreadAllocatedBytes");
            allocated.invoke(threads);
            long start = (long) allocated.invoke(threads);
            long reading = (long) allocated.invoke(threads) - start;
            long before = (long) allocated.invoke(threads);
            task.run();
            return (long) allocated.invoke(threads) - before - reading;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java does not count allocated bytes", e);
        }
    }
}
