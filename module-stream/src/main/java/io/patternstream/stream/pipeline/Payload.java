/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that nobody changes. Thread-safe; equal by content. */
public final class Payload {
    private final byte[] bytes;

    private Payload(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Takes the bytes over without copying; the caller must not touch the array again.
     *
     * @param bytes the bytes
     * @return the payload
     */
    public static Payload wrap(byte[] bytes) {
        return new Payload(bytes);
    }

    /** {@return the number of bytes} */
    public int size() {
        return bytes.length;
    }

    /** {@return a read-only view} */
    public ByteBuffer asBuffer() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    /** {@return a copy} */
    public byte[] toArray() {
        return bytes.clone();
    }

    /** {@return the bytes as UTF-8 text} */
    public String asText() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** {@return the bytes themselves, only for reading} */
    byte[] array() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Payload that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
