/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Values in a layout.
 *
 * @param layout how they lie
 * @param storage where
 * @param offset bytes from the storage's beginning
 */
record Array(Layout layout, Storage storage, long offset) {
    /** An array with storage of its own. */
    static Array of(Layout layout) {
        return new Array(layout, new Storage(layout.bytes()), 0);
    }

    /** The same memory, described otherwise. */
    Array as(Layout other) {
        return new Array(other, storage, offset);
    }

    /** {@return the same memory with the zeros that fill up its last block} */
    Array whole() {
        return as(layout.whole());
    }

    /** {@return its first byte, once placed} */
    Pointer pointer() {
        return new At(storage.address() + offset);
    }

    /** {@return its float32 values as they lie, once placed} */
    FloatBuffer floats() {
        FloatPointer floats = new FloatPointer(pointer());
        floats.capacity(layout.bytes() / Float.BYTES);
        return floats.asBuffer();
    }

    /** Memory that others own. */
    private static final class At extends Pointer {
        At(long where) {
            address = where;
        }
    }
}
