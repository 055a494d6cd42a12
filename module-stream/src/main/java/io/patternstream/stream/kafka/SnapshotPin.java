/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.stream.config.KafkaConfig;
import io.patternstream.stream.pipeline.Payload;
import io.patternstream.stream.training.SnapshotManifest;
import io.patternstream.stream.training.SnapshotMessages;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

/**
 * An operator's decision, as a record of the patterns topic, which every instance follows and finds again when it restarts:
 * explain with this snapshot, whatever is learned meanwhile, or with the newest again. One thread.
 */
public final class SnapshotPin {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int REQUEST_MILLIS = 10_000;
    /** An instance that learns may delete chunks that it does not know to be needed yet. */
    private static final int ATTEMPTS = 3;

    private final ClientSettings settings;
    private final String address;
    private final TopicPartition partition;
    private final ModelDescription model;

    /**
     * Prepares decisions for one model.
     *
     * @param kafka how to reach Kafka
     * @param topic the patterns topic
     * @param model the model
     */
    public SnapshotPin(KafkaConfig kafka, String topic, ModelDescription model) {
        this.settings = new ClientSettings(kafka);
        this.address = kafka.bootstrapServers();
        this.partition = new TopicPartition(topic, 0);
        this.model = model;
    }

    /**
     * Pins a snapshot; returns when all of it is in the topic.
     *
     * @param snapshot the snapshot
     * @param sections it as a pattern file, in sections
     * @throws SnapshotPinException in one line, if Kafka does not answer or does not keep the snapshot
     */
    public void pin(PatternSnapshot snapshot, List<byte[]> sections) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            SnapshotMessages messages = SnapshotMessages.of(model);
            SnapshotMessages.Writing writing =
                    messages.encode(snapshot, sections, "", SnapshotMessages.Held.UNKNOWN, Optional.empty());
            send(writing.missing());
            send(List.of(new SnapshotMessages.Message(
                    messages.pin(), writing.manifest().value())));
            if (current().filter(snapshot.id().value()::equals).isPresent()) {
                return;
            }
        }
        throw new SnapshotPinException(
                "snapshot " + snapshot.id() + " did not stay whole in topic " + partition.topic() + "; try again",
                null);
    }

    /**
     * Lets the newest snapshot be the active one again.
     *
     * @throws SnapshotPinException in one line, if Kafka does not answer
     */
    public void unpin() {
        send(List.of(new SnapshotMessages.Message(SnapshotMessages.of(model).pin(), null)));
    }

    /**
     * Reads what is pinned now.
     *
     * @return the id of the snapshot; empty if none is pinned, or not all of it is there
     * @throws SnapshotPinException in one line, if Kafka does not answer
     */
    public Optional<String> current() {
        SnapshotMessages messages = SnapshotMessages.of(model);
        Map<String, Object> reading = settings.follower("pin");
        reading.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
        reading.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
        Optional<Payload> pinned = Optional.empty();
        try (Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (record.key() == null) {
                        continue;
                    }
                    String key = new String(record.key(), StandardCharsets.UTF_8);
                    Payload value = record.value() == null ? null : Payload.wrap(record.value());
                    if (key.equals(messages.pin())) {
                        pinned = Optional.ofNullable(value);
                    } else if (!key.equals(model.name())) {
                        messages.read(new SnapshotMessages.Message(key, value));
                    }
                }
            }
        } catch (KafkaException e) {
            throw failed(e);
        }
        return pinned.map(value -> SnapshotManifest.decode(value.toArray()))
                .flatMap(messages::assembled)
                .map(whole -> whole.manifest().id());
    }

    private void send(List<SnapshotMessages.Message> batch) {
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(settings.producer(), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (SnapshotMessages.Message message : batch) {
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

    private SnapshotPinException failed(Throwable cause) {
        return new SnapshotPinException(
                "Kafka at " + address + " cannot be used for topic " + partition.topic() + " (" + cause.getMessage()
                        + ")",
                cause);
    }
}
