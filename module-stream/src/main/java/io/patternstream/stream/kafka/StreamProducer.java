/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import io.patternstream.stream.config.KafkaConfig;
import io.patternstream.stream.metrics.StreamMetrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.producer.KafkaWriteStream;
import java.time.Duration;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The one idempotent producer of the service, over vertx-kafka-client. Thread-safe; never blocks except to close. */
public final class StreamProducer {
    private static final String ROLE = "producer";

    private final Vertx vertx;
    private final Producer<byte[], byte[]> producer;
    private final KafkaWriteStream<byte[], byte[]> stream;
    private final StreamMetrics.ClientWatch watch;
    private final BrokerOutage outage;

    StreamProducer(
            Vertx vertx, Producer<byte[], byte[]> producer, BrokerOutage outage, StreamMetrics.ClientWatch watch) {
        this.vertx = vertx;
        this.producer = producer;
        this.stream = KafkaWriteStream.create(vertx, producer);
        this.outage = outage;
        this.watch = watch;
        stream.exceptionHandler(failure -> {}); // every send's own future tells
    }

    /**
     * Creates the producer; it connects when it first sends.
     *
     * @param vertx whose worker thread hands records to the client
     * @param kafka how to reach Kafka
     * @param outage is told of records that Kafka does not take
     * @param metrics receives the client's own metrics
     * @return the producer
     */
    static StreamProducer create(Vertx vertx, KafkaConfig kafka, BrokerOutage outage, StreamMetrics metrics) {
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                new ClientSettings(kafka).producer(), new ByteArraySerializer(), new ByteArraySerializer());
        return new StreamProducer(vertx, producer, outage, metrics.watch(producer));
    }

    /** The future completes, on any thread, when all in-sync replicas have the record. */
    Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
        return stream.send(record).onComplete(sent -> outage.over(ROLE), this::failed);
    }

    /** Every record in flight fails in an outage, so their failures are told together; one too large is the sender's matter. */
    private void failed(Throwable cause) {
        if (!(cause instanceof RecordTooLargeException)) {
            outage.noticed(ROLE, cause);
        }
    }

    /**
     * Sends what is queued, for at most so long, and closes.
     *
     * @param timeout upper bound
     * @return completes when it is closed
     */
    public Future<Void> close(Duration timeout) {
        // Not through the stream: its sends wait for Kafka one after the other, and a close would wait behind them.
        return vertx.executeBlocking(
                () -> {
                    watch.close();
                    producer.close(timeout);
                    return null;
                },
                false);
    }
}
