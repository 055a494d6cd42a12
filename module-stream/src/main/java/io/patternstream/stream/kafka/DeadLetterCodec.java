/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import io.patternstream.stream.pipeline.ImageRecord;
import io.patternstream.stream.pipeline.RecordHeader;
import io.patternstream.stream.pipeline.Trouble;
import java.time.InstantSource;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Writes a dead letter: the input's key, bytes, headers and timestamp, unchanged, and {@code dead-letter-*} headers that say
 * why. A record that was dead before and was sent again keeps its first reasons as {@code dead-letter-first-*}.
 */
final class DeadLetterCodec {
    private static final String PREFIX = "dead-letter-";
    private static final String FIRST = "dead-letter-first-";
    private static final int LONGEST_REASON = 1024;

    private final String topic;
    private final String model;
    private final String group;
    private final InstantSource clock;

    DeadLetterCodec(String topic, String model, String group, InstantSource clock) {
        this.topic = topic;
        this.model = model;
        this.group = group;
        this.clock = clock;
    }

    ProducerRecord<byte[], byte[]> encode(ImageRecord input, Trouble trouble) {
        return encode(input, trouble, Text.bytes(input.value()));
    }

    /** For a broker that does not take the whole record: says where the input is instead. */
    ProducerRecord<byte[], byte[]> encodeWithoutValue(ImageRecord input, Trouble trouble) {
        ProducerRecord<byte[], byte[]> record = encode(input, trouble, null);
        Text.add(record.headers(), PREFIX + "value-omitted", true);
        return record;
    }

    private ProducerRecord<byte[], byte[]> encode(ImageRecord input, Trouble trouble, byte @Nullable [] value) {
        long timestamp = Math.max(0, input.timestamp().toEpochMilli());
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, null, timestamp, Text.bytes(input.key()), value);
        Headers headers = record.headers();
        copy(input, headers);
        Text.add(headers, PREFIX + "topic", input.id().topic());
        Text.add(headers, PREFIX + "partition", input.id().partition());
        Text.add(headers, PREFIX + "offset", input.id().offset());
        Text.add(headers, PREFIX + "error-type", trouble.type().code());
        Text.add(headers, PREFIX + "reason", Text.oneLine(trouble.message(), LONGEST_REASON));
        Text.add(headers, PREFIX + "stage", trouble.stage().code());
        Text.add(headers, PREFIX + "attempts", trouble.attempts());
        Text.add(headers, PREFIX + "retryable", trouble.type().retryable());
        Text.add(headers, PREFIX + "timestamp", clock.instant());
        Text.add(headers, PREFIX + "consumer-group", group);
        Text.add(headers, PREFIX + "model", model);
        trouble.cause().ifPresent(cause -> cause(headers, cause));
        return record;
    }

    private static void cause(Headers headers, Throwable exception) {
        Text.add(headers, PREFIX + "exception-class-name", exception.getClass().getName());
        Throwable cause = exception.getCause();
        if (cause != null) {
            Text.add(headers, PREFIX + "cause-class-name", cause.getClass().getName());
            Text.add(headers, PREFIX + "cause", Text.oneLine(String.valueOf(cause.getMessage()), LONGEST_REASON));
        }
    }

    private static void copy(ImageRecord input, Headers headers) {
        Set<String> names = input.headers().stream().map(RecordHeader::name).collect(Collectors.toSet());
        for (RecordHeader header : input.headers()) {
            String name = header.name();
            if (name.startsWith(PREFIX) && !name.startsWith(FIRST)) {
                name = FIRST + name.substring(PREFIX.length());
                if (names.contains(name)) {
                    continue;
                }
            }
            headers.add(name, Text.bytes(header.value()));
        }
    }
}
