/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.stream.pipeline.Payload;
import io.patternstream.stream.training.FoldPolicy;
import io.patternstream.stream.training.SnapshotCodec;
import io.patternstream.stream.training.SnapshotEntry;
import io.patternstream.stream.training.SnapshotGate;
import io.patternstream.stream.training.SnapshotMessages;
import io.patternstream.stream.training.SnapshotQuality;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes snapshots that pass the gate to the patterns topic, the manifest after all chunks are acknowledged. Blocks; one thread at a time. */
final class SnapshotPublisher {
    private static final Logger LOGGER = LoggerFactory.getLogger(SnapshotPublisher.class);
    private static final long ACKNOWLEDGE_SECONDS = 130;
    private static final Duration FOLLOW = Duration.ofSeconds(5);
    private static final String CANDIDATES = "candidates";

    private final Parts parts;
    private final SnapshotMessages messages;
    /** The snapshot that was published here last. */
    private String last = "";

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
     * @param recipe how its training images become snapshots
     * @param follower reads what the topic holds
     * @param directory where snapshots are also written as files
     */
    record Parts(
            String topic,
            ModelDescription model,
            StreamProducer producer,
            SnapshotCodec codec,
            SnapshotGate gate,
            Recipe recipe,
            PatternFollower follower,
            Optional<Path> directory) {}

    /**
     * How training images become snapshots, besides the model.
     *
     * @param preprocessing what is done to them
     * @param policy where blocks end
     */
    record Recipe(String preprocessing, FoldPolicy policy) {}

    /**
     * Publishes a snapshot that is newer than the topic's; what fails is logged. Returns whether it was published, or will
     * never be as the gate refuses it.
     */
    boolean publish(PatternSnapshot snapshot, String topicId, Optional<SnapshotQuality> quality) {
        List<byte[]> sections = parts.codec().encode(snapshot);
        Optional<String> objection = parts.gate().objection(snapshot);
        if (objection.isPresent()) {
            refuse(snapshot, sections, topicId, objection.get());
            return true;
        }
        try {
            SnapshotMessages.Writing writing = messages.encode(snapshot, sections, topicId, held(), quality);
            send(writing.obsolete());
            send(writing.missing());
            send(List.of(entry(snapshot, sections, topicId, List.of())));
            send(List.of(writing.manifest()));
            last = snapshot.id().value();
            LOGGER.atInfo()
                    .addKeyValue("snapshotId", snapshot.id())
                    .addKeyValue("chunksWritten", writing.missing().size())
                    .addKeyValue("chunksDeleted", writing.obsolete().size())
                    .log("A snapshot was published");
            parts.directory().ifPresent(directory -> keep(directory, snapshot, sections));
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

    /** What the gate refuses is a candidate, which an operator may pin; it is found by its entry. */
    private void refuse(PatternSnapshot snapshot, List<byte[]> sections, String topicId, String objection) {
        LOGGER.atWarn()
                .addKeyValue("snapshotId", snapshot.id())
                .addKeyValue("reason", objection)
                .log("A snapshot did not pass the gate and is not published");
        try {
            parts.directory().ifPresent(directory -> keep(directory.resolve(CANDIDATES), snapshot, sections));
            send(List.of(entry(snapshot, sections, topicId, List.of(objection))));
        } catch (ExecutionException | TimeoutException | UncheckedIOException e) {
            LOGGER.atWarn()
                    .addKeyValue("snapshotId", snapshot.id())
                    .addKeyValue("reason", e.getMessage())
                    .log("A candidate was not kept");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private SnapshotMessages.Message entry(
            PatternSnapshot snapshot, List<byte[]> sections, String topicId, List<String> objections) {
        SnapshotEntry entry = new SnapshotEntry(
                snapshot.origin(),
                SnapshotMessages.sha256(sections),
                topicId,
                parts.recipe().preprocessing(),
                parts.recipe().policy(),
                objections);
        String key = SnapshotEntry.key(parts.model().name(), snapshot.id().value());
        return new SnapshotMessages.Message(key, Payload.wrap(entry.encode()));
    }

    /** What the follower has read is what the topic holds, if it has read what was written here last. */
    private SnapshotMessages.Held held() throws InterruptedException {
        return parts.follower().awaitRead(last, FOLLOW) ? parts.follower().held() : SnapshotMessages.Held.UNKNOWN;
    }

    private void send(List<SnapshotMessages.Message> batch)
            throws ExecutionException, InterruptedException, TimeoutException {
        List<Future<?>> sent = new ArrayList<>();
        for (SnapshotMessages.Message message : batch) {
            sent.add(parts.producer()
                    .send(new ProducerRecord<>(
                            parts.topic(), 0, message.key().getBytes(StandardCharsets.UTF_8), bytes(message))));
        }
        Future.join(sent).toCompletionStage().toCompletableFuture().get(ACKNOWLEDGE_SECONDS, TimeUnit.SECONDS);
    }

    private static byte @Nullable [] bytes(SnapshotMessages.Message message) {
        Payload value = message.value();
        return value == null ? null : value.toArray();
    }

    private static void keep(Path directory, PatternSnapshot snapshot, List<byte[]> sections) {
        try {
            Files.createDirectories(directory);
            Path partial = Files.createTempFile(directory, "snapshot", ".part");
            try (OutputStream out = Files.newOutputStream(partial)) {
                for (byte[] section : sections) {
                    out.write(section);
                }
            }
            Files.move(partial, directory.resolve(snapshot.id() + ".npz"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write a snapshot to " + directory + ": " + e.getMessage(), e);
        }
    }
}
