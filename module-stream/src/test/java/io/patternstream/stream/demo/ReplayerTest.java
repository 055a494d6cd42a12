/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.patternstream.stream.demo.Replayer.Pace;
import io.patternstream.stream.pipeline.Payload;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class ReplayerTest {
    private static final ReplaySequence IMAGES = ReplaySequence.loop(List.of(
            new ReplayImage("a", "image/png", Payload.wrap(new byte[] {1})),
            new ReplayImage("b", "image/jpeg", Payload.wrap(new byte[] {2}))));

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());

    @Test
    void neverRunsFurtherAheadThanItsBound() {
        // Given readers that finish a record only after each of the first 50 looks
        int[] looks = {0};
        long[] most = {0};
        AtomicReference<Replayer> replayer = new AtomicReference<>();
        LongSupplier finished = () -> {
            long done = Math.min(looks[0]++ / 2, 25);
            most[0] = Math.max(most[0], replayer.get().sent() - done);
            if (done == 25) {
                replayer.get().stop();
            }
            return done;
        };
        replayer.set(new Replayer(producer, "images", IMAGES, new Pace(1e6, 0, 3), finished));
        // When
        replayer.get().run();
        // Then
        assertThat(most[0]).isEqualTo(3);
        assertThat(replayer.get().sent()).isBetween(25L, 28L);
    }

    @Test
    void publishesTheImagesInALoopWithKeyAndContentType() {
        // Given
        AtomicReference<Replayer> replayer = new AtomicReference<>();
        replayer.set(new Replayer(producer, "images", IMAGES, new Pace(1e6, 0, 100), () -> {
            if (replayer.get().sent() >= 3) {
                replayer.get().stop();
            }
            return 0;
        }));
        // When
        replayer.get().run();
        // Then
        List<ProducerRecord<byte[], byte[]>> sent = producer.history();
        assertThat(sent.stream().limit(3).map(record -> new String(record.key(), UTF_8)))
                .containsExactly("a", "b", "a");
        assertThat(sent.get(1).headers().lastHeader("content-type").value()).isEqualTo("image/jpeg".getBytes(UTF_8));
        assertThat(sent.get(1).value()).containsExactly(2);
        assertThat(producer.closed()).isTrue();
    }

    @Test
    void keepsItsRate() {
        // Given
        AtomicReference<Replayer> replayer = new AtomicReference<>();
        long begin = System.nanoTime();
        replayer.set(new Replayer(producer, "images", IMAGES, new Pace(200, 10, 1000), () -> {
            if (replayer.get().sent() >= 50) {
                replayer.get().stop();
            }
            return 0;
        }));
        // When
        replayer.get().run();
        // Then the 40 records after the burst of 10 take 5 ms each
        assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(195));
    }

    @Test
    void aBrokenProducerEndsItWithTheReason() {
        // Given
        producer.close();
        Replayer replayer = new Replayer(producer, "images", IMAGES, new Pace(100, 0, 1), () -> 0);
        // When
        replayer.run();
        // Then
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> replayer.ended().get(1, TimeUnit.SECONDS))
                .withCauseInstanceOf(IllegalStateException.class);
    }
}
