/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import io.patternstream.stream.config.KafkaConfig;
import io.patternstream.stream.pipeline.Payload;
import io.patternstream.stream.training.SnapshotMessages.Message;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The patterns topic as operators use it: read once to its end, or written to. Blocks; one thread. */
final class PatternsTopic {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int REQUEST_MILLIS = 10_000;

    private final ClientSettings settings;
    private final TopicPartition partition;

    PatternsTopic(KafkaConfig kafka, String topic) {
        this.settings = new ClientSettings(kafka);
        this.partition = new TopicPartition(topic, 0);
    }

    /** The topic's name. */
    String name() {
        return partition.topic();
    }

    /** Hands all messages on that are there now, in their order; {@link PatternsTopicException} if Kafka does not answer. */
    void read(java.util.function.Consumer<Message> sink) {
        Map<String, Object> reading = settings.follower("operator");
        reading.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
        reading.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
        try (Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (record.key() != null) {
                        sink.accept(new Message(
                                new String(record.key(), StandardCharsets.UTF_8),
                                record.value() == null ? null : Payload.wrap(record.value())));
                    }
                }
            }
        } catch (KafkaException e) {
            throw failed(e);
        }
    }

    /** Writes messages; returns when all are acknowledged. {@link PatternsTopicException} if Kafka does not take them. */
    void send(List<Message> batch) {
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(settings.producer(), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (Message message : batch) {
                Payload value = message.value();
                producer.send(new ProducerRecord<>(
                                partition.topic(),
                                partition.partition(),
                                message.key().getBytes(StandardCharsets.UTF_8),
                                value == null ? null : value.toArray()))
                        .get();
            }
        } catch (ExecutionException e) {
            throw failed(e.getCause() == null ? e : e.getCause());
        } catch (KafkaException e) {
            throw failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(e);
        }
    }

    private PatternsTopicException failed(Throwable cause) {
        return new PatternsTopicException(
                "Kafka at " + settings.address() + " cannot be used for topic " + name() + " (" + cause.getMessage()
                        + ")",
                cause);
    }
}
