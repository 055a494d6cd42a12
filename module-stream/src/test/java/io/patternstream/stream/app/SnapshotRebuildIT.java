/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.patternstream.api.model.ModelDescription;
import io.patternstream.stream.app.ToyService.ToySetup;
import io.patternstream.stream.broker.BrokerProcess;
import io.patternstream.stream.broker.EmbeddedBroker;
import io.patternstream.stream.cli.SnapshotRebuilder.Rebuilt;
import io.patternstream.stream.config.StreamConfig;
import io.patternstream.stream.kafka.SnapshotCatalogue;
import io.patternstream.stream.kafka.SnapshotReplay;
import io.patternstream.stream.kafka.SnapshotReplayException;
import io.patternstream.stream.pipeline.Payload;
import io.patternstream.stream.training.FoldPolicy;
import io.patternstream.stream.training.OtherModelException;
import io.patternstream.stream.training.SnapshotEntry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An auditor makes the patterns of old heatmaps again, long after newer ones have taken their place. */
@Timeout(300)
final class SnapshotRebuildIT {
    /** Images fade, so that each border counts. */
    private static final int HALF_LIFE = 100;

    private static final PatternFileCodec CODEC = new PatternFileCodec(ToyModel.MODEL, ToyModel.LAYERS);

    @TempDir
    private static Path folder;

    private static BrokerProcess broker;
    private static ToyTopics topics;
    /** The bytes of all snapshots that the service has published, by the offsets they were made at. */
    private static Map<Map<String, Long>, Payload> published;

    @BeforeAll
    static void learn() throws Exception {
        broker = EmbeddedBroker.start(folder.resolve("broker"));
        topics = new ToyTopics(broker.bootstrapServers());
        topics.create("images", 2);
        topics.fill("images", 2, 60, 1);
        try (ToyService service = ToyService.start(setup())) {
            published = topics.snapshots("a", Map.of("images/0", 48L, "images/1", 48L));
            assertThat(service.service.health().live()).isTrue();
        }
    }

    @AfterAll
    static void stopBroker() {
        topics.close();
        broker.close();
    }

    @Test
    void everySnapshotThatWasEverPublishedIsMadeAgainBitForBitAndOnesThatAreNotTheSameAreSaid() throws Exception {
        // Given
        List<SnapshotEntry> entries = entries();
        assertThat(entries).hasSizeGreaterThan(1);
        List<Long> steps = new ArrayList<>();

        // When
        for (SnapshotEntry entry : entries) {
            Rebuilt rebuilt = rebuild(ToyModel.MODEL, entry.origin().id().value(), steps);

            // Then
            assertThat(rebuilt.identical()).as(entry.toString()).isTrue();
            assertThat(rebuilt.file())
                    .isEqualTo(published.get(entry.origin().provenance().offsets()));
            assertThat(entry.objections()).isEmpty();
        }
        assertThat(steps).contains(-96L); // told of the whole way before the last
        assertThat(steps.stream().mapToLong(Long::longValue).sum()).isZero();

        // Given a snapshot whose patterns somebody has exchanged, and one whose blocks did not end there
        SnapshotEntry last = entries.get(entries.size() - 1);
        write(last, "ab".repeat(32), last.policy());

        // Then
        String id = last.origin().id().value();
        assertThat(rebuild(ToyModel.MODEL, id, steps).identical()).isFalse();
        write(last, last.sha256(), new FoldPolicy(1000, 1000, last.policy().halfLife()));
        assertThat(rebuild(ToyModel.MODEL, id, steps).identical()).isFalse();

        // Given records that have expired
        topics.admin
                .deleteRecords(Map.of(new TopicPartition("images", 1), RecordsToDelete.beforeOffset(7)))
                .all()
                .get();

        // Then
        assertThatThrownBy(() -> rebuild(ToyModel.MODEL, id, steps))
                .isInstanceOf(SnapshotReplayException.class)
                .hasMessageContaining("expired")
                .hasMessageContaining("images/1 begins at offset 7");
    }

    @Test
    void anotherModelOrAnUnknownSnapshotIsRefusedBeforeAnythingIsFolded() {
        String id = entries().get(0).origin().id().value();

        assertThatThrownBy(() -> rebuild(ToyModel.OTHER, id, new ArrayList<>()))
                .isInstanceOf(OtherModelException.class)
                .hasMessageContaining(ToyModel.MODEL.sha256())
                .hasMessageContaining(ToyModel.OTHER.sha256());
        assertThatThrownBy(() -> rebuild(ToyModel.MODEL, "toy-000000001-00000000", new ArrayList<>()))
                .hasMessageContaining("toy-000000001-00000000")
                .hasMessageContaining("patterns list");
    }

    private static List<SnapshotEntry> entries() {
        StreamConfig config = setup().config();
        return new SnapshotCatalogue(config.kafka(), config.topics().patterns(), ToyModel.MODEL)
                .read()
                .entries();
    }

    private static Rebuilt rebuild(ModelDescription model, String id, List<Long> steps) {
        SnapshotRebuild rebuild = new SnapshotRebuild(
                model,
                (bytes, type) -> () -> ToyModel.decode(bytes),
                () -> new ToyModel.Source(() -> {}),
                estimators -> new TrainerLearners(
                        ToyModel.MODEL, ToyModel.LAYERS, estimators, "none", OptionalInt.of(HALF_LIFE)),
                CODEC);
        return rebuild.run(setup().config(), id, new SnapshotReplay.Watcher() {
            @Override
            public void begin(long records) {
                steps.add(-records);
            }

            @Override
            public void step(long records) {
                steps.add(records);
            }
        });
    }

    /** Overwrites what the topic says of a snapshot. */
    private static void write(SnapshotEntry entry, String sha256, FoldPolicy policy) throws Exception {
        SnapshotEntry changed = new SnapshotEntry(
                entry.origin(),
                sha256,
                entry.topicId(),
                entry.preprocessing(),
                policy,
                entry.quality(),
                entry.objections());
        String key = SnapshotEntry.key("toy", entry.origin().id().value());
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("a.patterns", 0, key.getBytes(StandardCharsets.UTF_8), changed.encode()))
                    .get();
        }
    }

    private static ToySetup setup() {
        return new ToySetup(
                broker.bootstrapServers(), "a", "images", folder.resolve("states"), "half-life: " + HALF_LIFE);
    }
}
