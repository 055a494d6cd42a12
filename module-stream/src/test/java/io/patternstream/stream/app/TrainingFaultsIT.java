/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.patternstream.stream.app.ToyService.ToySetup;
import io.patternstream.stream.broker.BrokerProcess;
import io.patternstream.stream.broker.EmbeddedBroker;
import io.patternstream.stream.metrics.StateLoad;
import io.patternstream.stream.metrics.StateSave;
import io.patternstream.stream.pipeline.Payload;
import io.patternstream.stream.pipeline.SourcePartition;
import io.patternstream.stream.state.FileStateStore;
import io.patternstream.stream.state.StateRef;
import io.patternstream.stream.state.StateStore;
import io.patternstream.stream.training.RecordClock;
import io.patternstream.stream.training.StateHeader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What can go wrong while the service learns, and several instances that share the training topic. */
@Timeout(300)
final class TrainingFaultsIT {
    @TempDir
    private static Path folder;

    private static BrokerProcess broker;
    private static ToyTopics topics;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start(folder.resolve("broker"));
        topics = new ToyTopics(broker.bootstrapServers());
    }

    @AfterAll
    static void stopBroker() {
        topics.close();
        broker.close();
    }

    @Test
    void instancesThatComeAndGoLearnWhatOneAloneLearns() throws Exception {
        // Given three partitions
        topics.create("shared", 3);
        topics.fill("shared", 3, 100, 1);
        try (ToyService first = start("many", "shared")) {
            topics.snapshots("many", offsets("shared", 96, 96, 96));

            // When a second instance takes some of them, and then all as the first one goes
            try (ToyService second = start("many", "shared")) {
                ToyTopics.until("the second has a part", () -> !second.metrics.loads.isEmpty());
                topics.fill("shared", 3, 100, 2);
                topics.snapshots("many", offsets("shared", 192, 192, 192));
                ToyTopics.until(
                        "both know the drift, whoever measured it",
                        () -> !first.drift.points().isEmpty()
                                && first.drift.points().equals(second.drift.points()));
                int before = second.metrics.loads.size();
                first.stop();
                ToyTopics.until("the second has all", () -> second.metrics.loads.size() >= 3);
                topics.fill("shared", 3, 100, 3);
                Map<Map<String, Long>, Payload> shared = topics.snapshots("many", offsets("shared", 288, 288, 288));

                // Then
                assertThat(before).isPositive();
                assertThat(second.metrics.loads).containsOnly(StateLoad.RESTORED);
                try (ToyService alone = start("alone", "shared")) {
                    Map<Map<String, Long>, Payload> single =
                            topics.snapshots("alone", offsets("shared", 288, 288, 288));
                    assertThat(alone.metrics.loads).hasSize(3).containsOnly(StateLoad.NONE);
                    single.forEach((vector, bytes) -> assertThat(shared.getOrDefault(vector, bytes))
                            .as("snapshot " + vector)
                            .isEqualTo(bytes));
                }
            }
        }
    }

    @Test
    void anOrderlyStopKeepsWhatIsFoldedAndChangesNoBitOfLaterSnapshots() throws Exception {
        // Given 46 records: a snapshot was due at 32, the next is at 48; the last whole block ends at 44
        topics.create("orderly", 1);
        topics.fill("orderly", 1, 46, 14);
        try (ToyService service = start("o", "orderly")) {
            topics.snapshots("o", offsets("orderly", 32));

            // When
            ToyTopics.until("all whole blocks are folded", () -> service.metrics.folded == 44);
        }
        long stored = header("o", "orderly").next();
        topics.fill("orderly", 1, 50, 15);
        try (ToyService service = start("o", "orderly");
                ToyService undisturbed = start("o2", "orderly")) {
            Map<Map<String, Long>, Payload> after = topics.snapshots("o", offsets("orderly", 96));

            // Then
            assertThat(stored).isEqualTo(44);
            assertThat(service.metrics.loads).containsExactly(StateLoad.RESTORED);
            assertThat(undisturbed.metrics.loads).isSubsetOf(StateLoad.NONE);
            assertThat(after.get(offsets("orderly", 96)))
                    .isEqualTo(topics.snapshots("o2", offsets("orderly", 96)).get(offsets("orderly", 96)));
        }
    }

    @Test
    void afterADamagedStateTheSnapshotsAreTheSame() throws Exception {
        // Given
        topics.create("damaged", 1);
        topics.fill("damaged", 1, 50, 4);
        try (ToyService service = start("d", "damaged")) {
            topics.snapshots("d", offsets("damaged", 48));
            assertThat(service.metrics.loads).containsExactly(StateLoad.NONE);
        }
        StateRef newest = states("d").list(new SourcePartition("damaged", 0)).get(0);
        Path file = find(newest.sha256());
        byte[] bytes = Files.readAllBytes(file);
        bytes[1000] ^= 4;
        Files.write(file, bytes);

        // When
        topics.fill("damaged", 1, 50, 5);
        try (ToyService service = start("d", "damaged");
                ToyService undisturbed = start("d2", "damaged")) {
            Payload after = topics.snapshots("d", offsets("damaged", 96)).get(offsets("damaged", 96));

            // Then
            assertThat(service.metrics.loads).containsExactly(StateLoad.PREVIOUS);
            assertThat(undisturbed.metrics.loads).isSubsetOf(StateLoad.NONE);
            assertThat(after)
                    .isEqualTo(topics.snapshots("d2", offsets("damaged", 96)).get(offsets("damaged", 96)));
        }
    }

    @Test
    void anInstanceWhosePartitionWasClaimedWritesNothingMore() throws Exception {
        // Given
        topics.create("zombie", 1);
        topics.fill("zombie", 1, 16, 6);
        SourcePartition partition = new SourcePartition("zombie", 0);
        try (ToyService zombie = start("z", "zombie")) {
            topics.snapshots("z", offsets("zombie", 16));

            // When another instance claims the partition, of which Kafka knows nothing yet
            states("z").claim(partition);
            topics.fill("zombie", 1, 32, 7);
            ToyTopics.until("it notices", () -> zombie.metrics.saves.contains(StateSave.FENCED));

            // Then
            assertThat(states("z").list(partition)).extracting(StateRef::offset).containsExactly(16L);
            assertThat(zombie.metrics.saves).containsExactly(StateSave.SUCCEEDED, StateSave.FENCED);
            assertThat(topics.snapshots("z", offsets("zombie", 16))).hasSize(1);
            assertThat(zombie.service.health().live()).isTrue();
        }
    }

    @Test
    void aFullDiskDelaysTheStateAndTheNextOneHoldsAll() throws Exception {
        // Given: the device on which every write fails as on a full disk
        assumeThat(Path.of("/dev/full")).as("Linux has a full device").exists();
        topics.create("full", 1);
        SourcePartition partition = new SourcePartition("full", 0);
        try (ToyService service = start("f", "full");
                ToyService undisturbed = start("f2", "full")) {
            ToyTopics.until("both have begun", () -> service.metrics.loads.size() == 1);
            ToyTopics.until("both have begun", () -> undisturbed.metrics.loads.size() == 1);
            Path part = folder.resolve("states/f/full/0/part-0000000001");
            Files.createSymbolicLink(part, Path.of("/dev/full"));

            // When
            topics.fill("full", 1, 16, 8);
            ToyTopics.until("the save fails", () -> service.metrics.saves.contains(StateSave.FAILED));
            topics.fill("full", 1, 16, 9);
            Map<Map<String, Long>, Payload> snapshots = topics.snapshots("f", offsets("full", 32));

            // Then
            assertThat(service.metrics.saves).containsExactly(StateSave.FAILED, StateSave.SUCCEEDED);
            assertThat(states("f").list(partition)).hasSize(1);
            assertThat(snapshots).hasSize(1);
            assertThat(snapshots.get(offsets("full", 32)))
                    .isEqualTo(topics.snapshots("f2", offsets("full", 32)).get(offsets("full", 32)));
        }
    }

    @Test
    void recordsThatExpiredUnseenStopLearningUntilItIsAllowedToGoOn() throws Exception {
        // Given 16 records folded, and 40 more of which 20 expire before anybody sees them
        topics.create("expired", 1);
        topics.fill("expired", 1, 16, 10);
        try (ToyService service = start("e", "expired")) {
            topics.snapshots("e", offsets("expired", 16));
            assertThat(service.metrics.loads).containsExactly(StateLoad.NONE);
        }
        topics.fill("expired", 1, 40, 11);
        topics.admin
                .deleteRecords(Map.of(new TopicPartition("expired", 0), RecordsToDelete.beforeOffset(36)))
                .all()
                .get();

        // When
        try (ToyService service = start("e", "expired")) {
            ToyTopics.until("it begins", () -> !service.metrics.loads.isEmpty());
            assertThat(service.metrics.loads).containsExactly(StateLoad.EXPIRED);
        }
        assertThat(header("e", "expired").next()).as("nothing was folded").isEqualTo(16);
        try (ToyService service = start("e", "expired", "lost-records: continue")) {
            topics.snapshots("e", offsets("expired", 48));

            // Then
            assertThat(service.metrics.loads).containsExactly(StateLoad.EXPIRED);
            assertThat(header("e", "expired").next()).isEqualTo(48);
            assertThat(header("e", "expired").lost()).isEqualTo(20);
        }
    }

    @Test
    void aTopicThatIsMadeAgainIsFoldedFromItsBeginning() throws Exception {
        // Given
        topics.create("again", 1);
        topics.fill("again", 1, 16, 12);
        try (ToyService service = start("r", "again")) {
            topics.snapshots("r", offsets("again", 16));

            // When, while the service runs
            topics.admin.deleteTopics(List.of("again")).all().get();
            ToyTopics.until("the topic is gone", () -> !names().contains("again"));
            topics.create("again", 1);
            topics.fill("again", 1, 32, 13);
            Payload after = topics.snapshots("r", offsets("again", 32)).get(offsets("again", 32));

            // Then
            assertThat(service.metrics.loads).contains(StateLoad.RECREATED);
            try (ToyService fresh = start("r2", "again")) {
                assertThat(after)
                        .isEqualTo(topics.snapshots("r2", offsets("again", 32)).get(offsets("again", 32)));
                assertThat(fresh.metrics.loads).containsExactly(StateLoad.NONE);
            }
        }
    }

    private static ToyService start(String group, String training, String... more) {
        return ToyService.start(new ToySetup(
                broker.bootstrapServers(), group, training, folder.resolve("states"), String.join("\n", more)));
    }

    private static FileStateStore states(String group) {
        return FileStateStore.open(folder.resolve("states"), group);
    }

    private static StateHeader header(String group, String topic) throws Exception {
        FileStateStore store = states(group);
        StateRef newest = store.list(new SourcePartition(topic, 0)).get(0);
        try (StateStore.Stored stored = store.open(newest)) {
            return ToyService.learners(OptionalInt.empty())
                    .read(stored.in(), stored.size(), RecordClock.at(Instant.EPOCH))
                    .header();
        }
    }

    private static Path find(String sha256) throws Exception {
        try (Stream<Path> files = Files.walk(folder.resolve("states"))) {
            return files.filter(file -> file.toString().endsWith(sha256 + ".npz"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static Map<String, Long> offsets(String topic, long... next) {
        Map<String, Long> offsets = new java.util.HashMap<>();
        for (int p = 0; p < next.length; p++) {
            offsets.put(topic + "/" + p, next[p]);
        }
        return offsets;
    }

    private static java.util.Set<String> names() {
        try {
            return topics.admin.listTopics().names().get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
