/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import io.patternstream.api.explain.ErrorType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Which dead letters somebody means; what is empty leaves nothing out.
 *
 * @param topic where they came from
 * @param types why they died
 * @param model the model that was to explain them
 * @param since they died then or later
 * @param until they died before
 */
public record DeadLetterFilter(
        String topic, Set<ErrorType> types, Optional<String> model, Optional<Instant> since, Optional<Instant> until) {
    /** Copies. */
    public DeadLetterFilter {
        types = Set.copyOf(types);
    }

    boolean matches(ConsumerRecord<byte[], byte[]> letter) {
        return text(letter, "topic").equals(Optional.of(topic))
                && (types.isEmpty()
                        || types.stream()
                                .anyMatch(type -> text(letter, "error-type").equals(Optional.of(type.code()))))
                && (model.isEmpty() || text(letter, "model").equals(model))
                && inTime(letter);
    }

    private boolean inTime(ConsumerRecord<byte[], byte[]> letter) {
        if (since.isEmpty() && until.isEmpty()) {
            return true;
        }
        try {
            Optional<Instant> died = text(letter, "timestamp").map(Instant::parse);
            return died.isPresent()
                    && since.map(begin -> !died.get().isBefore(begin)).orElse(true)
                    && until.map(end -> died.get().isBefore(end)).orElse(true);
        } catch (DateTimeParseException e) {
            return false; // not written by this service
        }
    }

    /** One of the headers that a dead letter has. */
    static Optional<String> text(ConsumerRecord<byte[], byte[]> letter, String name) {
        Header header = letter.headers().lastHeader("dead-letter-" + name);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
    }
}
