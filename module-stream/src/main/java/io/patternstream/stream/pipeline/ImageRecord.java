/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One encoded image as it arrived, unchanged.
 *
 * @param id where it came from
 * @param key its key; null where it has none
 * @param value the encoded image; null for an empty record
 * @param headers all its headers in order
 * @param timestamp when it was made
 */
public record ImageRecord(
        RecordId id, @Nullable Payload key, @Nullable Payload value, List<RecordHeader> headers, Instant timestamp) {
    /** Copies. */
    public ImageRecord {
        headers = List.copyOf(headers);
    }

    /**
     * Looks a header up.
     *
     * @param name its name, exactly
     * @return the text of the last header of that name that has a value and is not blank
     */
    public Optional<String> header(String name) {
        for (int i = headers.size() - 1; i >= 0; i--) {
            RecordHeader header = headers.get(i);
            Payload text = header.value();
            if (header.name().equals(name) && text != null && !text.asText().isBlank()) {
                return Optional.of(text.asText().strip());
            }
        }
        return Optional.empty();
    }

    /** {@return bytes of key, value and header values: what the record holds in memory} */
    public long sizeInBytes() {
        long size = sizeOf(key) + sizeOf(value);
        for (RecordHeader header : headers) {
            size += header.name().length() + sizeOf(header.value());
        }
        return size;
    }

    private static long sizeOf(@Nullable Payload payload) {
        return payload == null ? 0 : payload.size();
    }
}
