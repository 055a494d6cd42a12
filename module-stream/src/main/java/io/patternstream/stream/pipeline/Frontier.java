/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import java.util.Base64;
import java.util.BitSet;

/**
 * How far one partition is done: what is committed. The metadata names records beyond the offset that are done too, so that
 * whoever continues does not do them again; its form is {@code v1:offset:bits}, where bit i of the base64url bits stands for
 * offset + i. It is at most {@value #MAX_METADATA} characters long; Kafka takes 4096 unless told otherwise.
 *
 * @param offset every record below it is done
 * @param metadata the records done beyond it; empty if there are none
 */
public record Frontier(long offset, String metadata) {
    /** How far beyond the offset the metadata reaches, in offsets. */
    public static final int REACH = 8192;

    static final int MAX_METADATA = 1400;
    private static final String VERSION = "v1:";

    /** The frontier with the given bits, of which those below 0 and from {@link #REACH} on are missing. */
    static Frontier of(long offset, BitSet ahead) {
        if (ahead.isEmpty()) {
            return new Frontier(offset, "");
        }
        String bits = Base64.getUrlEncoder().withoutPadding().encodeToString(ahead.toByteArray());
        return new Frontier(offset, VERSION + offset + ":" + bits);
    }

    /**
     * Reads the metadata. What is not of this form, or belongs to another offset because someone has moved the group by hand, is
     * ignored: then records are done again, none is left out.
     */
    BitSet ahead() {
        String prefix = VERSION + offset + ":";
        if (metadata.length() > MAX_METADATA || !metadata.startsWith(prefix)) {
            return new BitSet();
        }
        try {
            return BitSet.valueOf(Base64.getUrlDecoder().decode(metadata.substring(prefix.length())));
        } catch (IllegalArgumentException e) {
            return new BitSet();
        }
    }
}
