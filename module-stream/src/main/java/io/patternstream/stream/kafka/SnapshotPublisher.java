/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.stream.metrics.StreamMetrics;
import io.patternstream.stream.pipeline.Payload;
import io.patternstream.stream.training.FoldPolicy;
import io.patternstream.stream.training.SnapshotCheck;
import io.patternstream.stream.training.SnapshotCodec;
import io.patternstream.stream.training.SnapshotEntry;
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
     * @param check what a snapshot must pass
     * @param recipe how its training images become snapshots
     * @param follower reads what the topic holds
     * @param directory where snapshots are also written as files
     * @param metrics receives what is measured
     */
    record Parts(
            String topic,
            ModelDescription model,
            StreamProducer producer,
            SnapshotCodec codec,
            SnapshotCheck check,
            Recipe recipe,
            PatternFollower follower,
            Optional<Path> directory,
            StreamMetrics metrics) {}

    /**
     * How training images become snapshots, besides the model.
     *
     * @param preprocessing what is done to them
     * @param policy where blocks end
     */
    record Recipe(String preprocessing, FoldPolicy policy) {}

    /** A new snapshot, it in sections, and what else is known of it. */
    private record Candidate(
            PatternSnapshot snapshot, List<byte[]> sections, String topicId, Optional<SnapshotQuality> quality) {}

    /**
     * Publishes a snapshot that is newer than the topic's; what fails is logged. Returns whether it was published, or will
     * never be as the gate refuses it.
     */
    boolean publish(PatternSnapshot snapshot, String topicId, Optional<SnapshotQuality> quality) {
        List<byte[]> sections = parts.codec().encode(snapshot);
        List<SnapshotCheck.Objection> objections = parts.check().objections(snapshot, quality);
        if (!objections.isEmpty()) {
            refuse(new Candidate(snapshot, sections, topicId, quality), objections);
            return true;
        }
        try {
            SnapshotMessages.Writing writing = messages.encode(snapshot, sections, topicId, held(), quality);
            send(writing.obsolete());
            send(writing.missing());
            send(List.of(entry(new Candidate(snapshot, sections, topicId, quality), List.of())));
            send(List.of(writing.manifest()));
            last = snapshot.id().value();
            parts.metrics().model().snapshotMade(Optional.empty());
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
    private void refuse(Candidate candidate, List<SnapshotCheck.Objection> objections) {
        List<String> reasons =
                objections.stream().map(SnapshotCheck.Objection::toString).toList();
        parts.metrics().model().snapshotMade(Optional.of(objections.get(0).reason()));
        LOGGER.atWarn()
                .addKeyValue("snapshotId", candidate.snapshot().id())
                .addKeyValue("reasons", reasons)
                .log("A snapshot did not pass the gate and is not published");
        try {
            parts.directory()
                    .ifPresent(directory ->
                            keep(directory.resolve(CANDIDATES), candidate.snapshot(), candidate.sections()));
            send(List.of(entry(candidate, reasons)));
        } catch (ExecutionException | TimeoutException | UncheckedIOException e) {
            LOGGER.atWarn()
                    .addKeyValue("snapshotId", candidate.snapshot().id())
                    .addKeyValue("reason", e.getMessage())
                    .log("A candidate was not kept");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private SnapshotMessages.Message entry(Candidate candidate, List<String> objections) {
        SnapshotEntry entry = new SnapshotEntry(
                candidate.snapshot().origin(),
                SnapshotMessages.sha256(candidate.sections()),
                candidate.topicId(),
                parts.recipe().preprocessing(),
                parts.recipe().policy(),
                candidate.quality(),
                objections);
        String key = SnapshotEntry.key(
                parts.model().name(), candidate.snapshot().id().value());
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
