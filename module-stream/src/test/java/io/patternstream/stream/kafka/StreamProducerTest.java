/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.stream.config.KafkaConfig;
import io.patternstream.stream.metrics.IgnoredMetrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;

final class StreamProducerTest {
    @Test
    void closesInTimeWhileRecordsWaitForABrokerThatIsAway() throws Exception {
        // Given
        Vertx vertx = Vertx.vertx();
        KafkaConfig nobody = new KafkaConfig(
                "127.0.0.1:1", "group", "key", "at_least_once", "classic", "", Map.of()); // nothing listens on port 1
        BrokerOutage outage = new BrokerOutage(nobody.bootstrapServers(), System::nanoTime);
        StreamProducer producer = StreamProducer.create(vertx, nobody, outage, new IgnoredMetrics());
        Future<RecordMetadata> first = producer.send(new ProducerRecord<>("t", new byte[1]));
        producer.send(new ProducerRecord<>("t", new byte[1]));

        // When
        Future<Void> closed = producer.close(Duration.ofSeconds(1));

        // Then: far less than the ten seconds that one send waits
        closed.toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
        assertThat(first.toCompletionStage().toCompletableFuture()).failsWithin(Duration.ofSeconds(5));
        vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
    }
}
