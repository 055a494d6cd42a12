/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.javacpp.Pointer;

/** Native memory, aligned and counted. Thread-safe; a block belongs to who allocated it. */
final class NativeMemory {
    private static final int PAGE = 4096;
    private static final String PROPERTY = "patternstream.native.memory";
    private static final AtomicLong USED = new AtomicLong();
    private static final long LIMIT = configured();

    private NativeMemory() {}

    /** {@return bytes in use by all compilers and executables} */
    static long used() {
        return USED.get();
    }

    /**
     * Allocates memory; its contents are undefined.
     *
     * @throws IllegalStateException if there is none, or not within the limit
     */
    static Block allocate(long bytes) {
        int alignment = bytes < HugePages.BYTES ? PAGE : HugePages.BYTES;
        long usable = (bytes + alignment - 1) / alignment * alignment;
        if (USED.addAndGet(usable) > LIMIT) {
            USED.addAndGet(-usable);
            throw refused(
                    bytes, "more than the limit of " + LIMIT + " bytes (system property " + PROPERTY + ") allows");
        }
        Pointer pointer = Pointer.malloc(usable + alignment);
        if (pointer == null || pointer.isNull()) {
            USED.addAndGet(-usable);
            throw refused(bytes, "more than the machine has");
        }
        return new Block(pointer, usable, alignment);
    }

    private static IllegalStateException refused(long bytes, String why) {
        return new IllegalStateException("the onednn backend holds " + USED.get() + " bytes of native memory and needs "
                + bytes + " more, " + why + "; use a smaller batch, fewer workers or a higher limit");
    }

    /** What the property says, else what the machine has beside the Java heap, but at least a quarter of all. */
    private static long configured() {
        Long asked = Long.getLong(PROPERTY);
        if (asked != null) {
            return asked;
        }
        long machine = Pointer.totalPhysicalBytes();
        return Math.max(machine / 4, machine - Runtime.getRuntime().maxMemory());
    }

    /** Some memory. */
    static final class Block implements AutoCloseable {
        private final Pointer pointer;
        private final long bytes;
        private final long address;
        private boolean closed;

        private Block(Pointer pointer, long bytes, int alignment) {
            this.pointer = pointer;
            this.bytes = bytes;
            this.address = (pointer.address() + alignment - 1) / alignment * alignment;
            if (alignment == HugePages.BYTES) {
                HugePages.advise(address, bytes);
            }
        }

        long address() {
            return address;
        }

        /** Sets all of it to 0. */
        void clear() {
            Pointer.memset(pointer, 0, address - pointer.address() + bytes);
        }

        /** {@return how many from the address on} */
        long bytes() {
            return bytes;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                Pointer.free(pointer);
                USED.addAndGet(-bytes);
            }
        }
    }
}
