/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.javacpp.BytePointer;

/** Native memory, aligned and counted. Thread-safe; a block belongs to who allocated it. */
final class NativeMemory {
    private static final int PAGE = 4096;
    private static final AtomicLong USED = new AtomicLong();

    private NativeMemory() {}

    /** {@return bytes in use by all compilers and executables} */
    static long used() {
        return USED.get();
    }

    /**
     * Allocates memory; its contents are undefined.
     *
     * @throws IllegalStateException if there is none
     */
    static Block allocate(long bytes) {
        int alignment = bytes < HugePages.BYTES ? PAGE : HugePages.BYTES;
        long usable = (bytes + alignment - 1) / alignment * alignment;
        try {
            Block block = new Block(new BytePointer(usable + alignment), usable, alignment);
            USED.addAndGet(usable);
            return block;
        } catch (OutOfMemoryError e) {
            throw new IllegalStateException(
                    "no " + bytes + " bytes of native memory for the onednn backend, which holds " + USED.get()
                            + "; use a smaller batch, fewer workers or a machine with more memory",
                    e);
        }
    }

    /** Some memory. */
    static final class Block implements AutoCloseable {
        private final BytePointer pointer;
        private final long bytes;
        private final long address;

        private Block(BytePointer pointer, long bytes, int alignment) {
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
            BytePointer.memset(pointer, 0, address - pointer.address() + bytes);
        }

        /** {@return how many from the address on} */
        long bytes() {
            return bytes;
        }

        @Override
        public void close() {
            if (!pointer.isNull()) {
                pointer.deallocate();
                USED.addAndGet(-bytes);
            }
        }
    }
}
