/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.stream.training.SnapshotCodec;
import io.patternstream.stream.training.SnapshotGate;
import io.patternstream.stream.training.SnapshotManifest;
import io.patternstream.stream.training.SnapshotMessages;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes snapshots that pass the gate to the patterns topic, the manifest after all chunks are acknowledged. Blocks. */
final class SnapshotPublisher {
    private static final Logger LOGGER = LoggerFactory.getLogger(SnapshotPublisher.class);
    private static final long ACKNOWLEDGE_SECONDS = 130;

    private final Parts parts;
    private final SnapshotMessages messages;

    SnapshotPublisher(Parts parts) {
        this.parts = parts;
        this.messages = SnapshotMessages.of(parts.model());
    }

    /**
     * What the publisher is made of.
     *
     * @param topic the patterns topic
     * @param model the model
     * @param producer sends
     * @param codec snapshots to bytes
     * @param gate what a snapshot must pass
     * @param directory where snapshots are also written as files
     */
    record Parts(
            String topic,
            ModelDescription model,
            StreamProducer producer,
            SnapshotCodec codec,
            SnapshotGate gate,
            Optional<Path> directory) {}

    /**
     * Publishes a snapshot that is newer than the topic's; what fails is logged. Returns whether it was published, or will
     * never be as the gate refuses it.
     */
    boolean publish(PatternSnapshot snapshot, String topicId, Optional<SnapshotManifest> latest) {
        Optional<String> objection = parts.gate().objection(snapshot);
        if (objection.isPresent()) {
            LOGGER.atWarn()
                    .addKeyValue("snapshotId", snapshot.id())
                    .addKeyValue("reason", objection.get())
                    .log("A snapshot did not pass the gate and is not published");
            return true;
        }
        byte[] bytes = parts.codec().encode(snapshot);
        String slot = latest.map(SnapshotManifest::slot).orElse("b").equals("a") ? "b" : "a";
        try {
            List<SnapshotMessages.Message> all = messages.encode(snapshot, bytes, slot, topicId);
            send(all.subList(0, all.size() - 1));
            send(all.subList(all.size() - 1, all.size()));
            keep(snapshot, bytes);
            return true;
        } catch (ExecutionException | TimeoutException | UncheckedIOException e) {
            LOGGER.atWarn()
                    .addKeyValue("snapshotId", snapshot.id())
                    .addKeyValue("reason", e.getMessage())
                    .log("A snapshot was not published");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private void send(List<SnapshotMessages.Message> batch)
            throws ExecutionException, InterruptedException, TimeoutException {
        List<Future<?>> sent = new ArrayList<>();
        for (SnapshotMessages.Message message : batch) {
            sent.add(parts.producer()
                    .send(new ProducerRecord<>(
                            parts.topic(),
                            0,
                            message.key().getBytes(StandardCharsets.UTF_8),
                            message.value().toArray())));
        }
        Future.join(sent).toCompletionStage().toCompletableFuture().get(ACKNOWLEDGE_SECONDS, TimeUnit.SECONDS);
    }

    private void keep(PatternSnapshot snapshot, byte[] bytes) {
        if (parts.directory().isEmpty()) {
            return;
        }
        Path directory = parts.directory().get();
        try {
            Files.createDirectories(directory);
            Path partial = Files.createTempFile(directory, "snapshot", ".part");
            Files.write(partial, bytes);
            Files.move(partial, directory.resolve(snapshot.id() + ".npz"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write a snapshot to " + directory + ": " + e.getMessage(), e);
        }
    }
}
