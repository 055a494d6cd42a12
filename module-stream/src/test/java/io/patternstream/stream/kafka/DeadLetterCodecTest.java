/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.api.explain.ErrorType;
import io.patternstream.stream.pipeline.FailedAt;
import io.patternstream.stream.pipeline.ImageRecord;
import io.patternstream.stream.pipeline.Payload;
import io.patternstream.stream.pipeline.RecordHeader;
import io.patternstream.stream.pipeline.RecordId;
import io.patternstream.stream.pipeline.Trouble;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

final class DeadLetterCodecTest {
    private static final Instant MADE = Instant.parse("2026-01-02T03:04:05.678Z");

    private final DeadLetterCodec codec = new DeadLetterCodec("dead", "m", "g", () -> Instant.EPOCH);

    @Test
    void keepsTheInputAsItWas() {
        // Given
        ImageRecord input = record(new RecordHeader("a", payload("1")), new RecordHeader("a", null));

        // When
        ProducerRecord<byte[], byte[]> letter = codec.encode(input, trouble("why"));

        // Then
        assertThat(letter.key()).isEqualTo(new byte[] {0, 1});
        assertThat(letter.value()).isEqualTo(new byte[] {(byte) 0xff, 2});
        assertThat(letter.timestamp()).isEqualTo(MADE.toEpochMilli());
        List<byte[]> values = new ArrayList<>();
        letter.headers().headers("a").forEach(header -> values.add(header.value()));
        assertThat(values).containsExactly("1".getBytes(StandardCharsets.UTF_8), null);
    }

    @Test
    void reasonsAreOneLineOfAtMostAKilobyte() {
        // When
        ProducerRecord<byte[], byte[]> letter =
                codec.encode(record(), trouble("first\nsecond\u0007" + "x".repeat(2000)));

        // Then
        assertThat(text(letter, "dead-letter-reason"))
                .startsWith("first second x")
                .hasSize(1024);
    }

    @Test
    void aRecordThatDiesAgainKeepsItsFirstReason() {
        // Given
        ImageRecord once = record(new RecordHeader("dead-letter-reason", payload("first")));
        ImageRecord twice = record(
                new RecordHeader("dead-letter-reason", payload("second")),
                new RecordHeader("dead-letter-first-reason", payload("first")));

        // When
        ProducerRecord<byte[], byte[]> second = codec.encode(once, trouble("second"));
        ProducerRecord<byte[], byte[]> third = codec.encode(twice, trouble("third"));

        // Then
        assertThat(text(second, "dead-letter-first-reason")).isEqualTo("first");
        assertThat(text(second, "dead-letter-reason")).isEqualTo("second");
        assertThat(text(third, "dead-letter-first-reason")).isEqualTo("first");
        assertThat(text(third, "dead-letter-reason")).isEqualTo("third");
    }

    private static String text(ProducerRecord<byte[], byte[]> record, String name) {
        List<String> values = new ArrayList<>();
        for (Header header : record.headers().headers(name)) {
            values.add(new String(header.value(), StandardCharsets.UTF_8));
        }
        assertThat(values).hasSize(1);
        return values.get(0);
    }

    private static Trouble trouble(String message) {
        return new Trouble(ErrorType.UNDECODABLE, FailedAt.DECODE, message, 1, Optional.empty());
    }

    private static ImageRecord record(RecordHeader... headers) {
        return new ImageRecord(
                new RecordId("images", 2, 3),
                Payload.wrap(new byte[] {0, 1}),
                Payload.wrap(new byte[] {(byte) 0xff, 2}),
                List.of(headers),
                MADE);
    }

    private static Payload payload(String text) {
        return Payload.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
