/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import io.patternstream.stream.pipeline.Payload;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Text and bytes of record headers. */
final class Text {
    private Text() {}

    static void add(Headers headers, String name, Object value) {
        headers.add(name, value.toString().getBytes(StandardCharsets.UTF_8));
    }

    static byte @Nullable [] bytes(@Nullable Payload payload) {
        return payload == null ? null : payload.toArray();
    }

    /** One line of at most so many characters, without control characters. */
    static String oneLine(String text, int longest) {
        String clean = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return clean.length() <= longest ? clean : clean.substring(0, longest);
    }
}
