/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.stream.broker.BrokerProcess;
import io.patternstream.stream.broker.EmbeddedBroker;
import io.patternstream.stream.config.ConfigLoader;
import io.patternstream.stream.config.StreamConfig;
import io.patternstream.stream.metrics.StreamGauge;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Both kinds of delivery and both group protocols against a real broker, in quiet times; {@link ChaosIT} has the others. */
@Timeout(180)
final class DeliveryIT {
    @TempDir
    private static Path folder;

    private static BrokerProcess broker;
    private static KafkaFixture kafka;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start(folder.resolve("broker"));
        kafka = new KafkaFixture(broker.bootstrapServers());
    }

    @AfterAll
    static void stopBroker() {
        kafka.close();
        broker.close();
    }

    @Test
    void aGroupChangesItsProtocolAndItsDeliveryAndNothingIsExplainedAgain() throws Exception {
        // Given
        int sent = 0;
        for (String protocol : List.of("classic", "consumer", "classic")) {
            for (String delivery : List.of("exactly_once", "at_least_once")) {
                try (ScriptedService service = start("d1", delivery, protocol)) {
                    // When
                    kafka.send("d1.images", "k", sent + " 1");
                    kafka.send("d1.images", "k", "no image");
                    sent++;

                    // Then: no older record is explained again, none is left out
                    kafka.read("d1.heatmaps", sent);
                    kafka.read("d1.dead-letters", sent);
                    int all = 2 * sent;
                    KafkaFixture.until("all is committed", () -> committed("d1") == all);
                    assertThat(service.stop()).isTrue();
                }
            }
        }
        assertThat(kafka.read("d1.heatmaps", sent)).hasSize(sent);
        assertThat(kafka.read("d1.dead-letters", sent)).hasSize(sent);
    }

    @Test
    void membersOfBothProtocolsShareAGroupWhileItChanges() throws Exception {
        // Given
        try (ScriptedService before = start("d5", "exactly_once", "classic")) {
            kafka.send("d5.images", "k", "0 1");
            KafkaFixture.until("the first is committed", () -> committed("d5") == 1);

            // When: another one joins by the new protocol, and the first leaves
            try (ScriptedService after = start("d5", "exactly_once", "consumer")) {
                kafka.send("d5.images", "k", "1 1");
                KafkaFixture.until("the second is committed", () -> committed("d5") == 2);
                assertThat(before.stop()).isTrue();
                kafka.send("d5.images", "k", "2 1");
                KafkaFixture.until("the third is committed", () -> committed("d5") == 3);
                assertThat(after.stop()).isTrue();
            }
        }

        // Then
        assertThat(causes("d5")).containsExactly(0L, 1L, 2L);
    }

    @Test
    void aHeatmapTooLargeForATransactionIsADeadLetterAndItsNeighboursPass() throws Exception {
        // Given
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(
                            new NewTopic("d2.heatmaps", 1, (short) 1).configs(Map.of("max.message.bytes", "200"))))
                    .all()
                    .get();
        }
        try (ScriptedService service = start("d2", "exactly_once", "classic")) {
            // When
            kafka.send("d2.images", "k", "1 1");
            kafka.send("d2.images", "k", "no image");

            // Then
            KafkaFixture.until("all is committed", () -> committed("d2") == 2);
            List<String> types = new ArrayList<>();
            KafkaFixture.until("the dead letters are committed", () -> {
                types.clear();
                ChaosLedger.each( // of committed records only: a first transaction may have been aborted
                        broker.bootstrapServers(),
                        "d2.dead-letters",
                        record -> types.add(KafkaFixture.headers(record).get("dead-letter-error-type")));
                return types.size() >= 2;
            });
            assertThat(types).containsExactlyInAnyOrder("publish-too-large", "undecodable");
            assertThat(service.stop()).isTrue();
        }
    }

    @Test
    void whereSomeoneMovesTheGroupTheNextServiceBegins() throws Exception {
        // Given: all is committed, what is done beyond the offset as a bitmap in its metadata
        try (ScriptedService service = start("d3", "exactly_once", "classic")) {
            for (int i = 0; i < 4; i++) {
                kafka.send("d3.images", "k" + i, i + " 1");
            }
            KafkaFixture.until("all is committed", () -> committed("d3") == 4);
            assertThat(service.stop()).isTrue();
        }

        // When: back by three
        move("d3", 1);
        try (ScriptedService service = start("d3", "exactly_once", "classic")) {
            // Then
            KafkaFixture.until("all is committed again", () -> committed("d3") == 4);
            assertThat(service.stop()).isTrue();
        }
        assertThat(causes("d3")).containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 1L, 2L, 3L);

        // When: ahead of two
        kafka.send("d3.images", "k", "5 1");
        kafka.send("d3.images", "k", "6 1");
        kafka.send("d3.images", "k", "7 1");
        move("d3", 6);
        try (ScriptedService service = start("d3", "exactly_once", "classic")) {
            // Then
            KafkaFixture.until("the last one is committed", () -> committed("d3") == 7);
            assertThat(service.stop()).isTrue();
        }
        assertThat(causes("d3")).hasSize(8).contains(6L).doesNotContain(4L, 5L);
    }

    @Test
    void aPartitionThatGoesAndComesBackWhileItsRecordHangsIsExplainedOnceAndFlowsOn() throws Exception {
        // Given: a service that hangs in a record of each of two partitions and has paused both
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic("d4.images", 2, (short) 1)))
                    .all()
                    .get();
        }
        StreamConfig config = config("d4", "exactly_once", "classic", "limits: {in-flight-records: 2}\n");
        try (ScriptedService hanging = ScriptedService.startHanging(config)) {
            for (int partition = 0; partition < 2; partition++) {
                for (int i = 0; i < 5; i++) {
                    kafka.send(partition, "d4.images", "k", (i == 0 ? (int) ScriptedService.HANG : i) + " 1");
                }
            }
            KafkaFixture.until(
                    "both are assigned and in flight", () -> hanging.metrics.value(StreamGauge.PARTITIONS_PAUSED) == 2);

            // When: another one takes one of them, works it off and leaves
            try (ScriptedService other = ScriptedService.start(config)) {
                KafkaFixture.until(
                        "one partition is worked off", () -> causes("d4").size() == 5);
                assertThat(other.stop()).isTrue();
            }
            KafkaFixture.until(
                    "both are back and paused", () -> hanging.metrics.value(StreamGauge.PARTITIONS_ASSIGNED) == 2);
            hanging.release();

            // Then: what it had begun of the partition that was away does not count
            KafkaFixture.until(
                    "the other one is worked off, too", () -> causes("d4").size() >= 10);
            kafka.send(0, "d4.images", "k", "8 1");
            kafka.send(1, "d4.images", "k", "9 1");
            KafkaFixture.until("both flow on", () -> causes("d4").size() >= 12);
            assertThat(hanging.stop()).isTrue();
        }
        assertThat(causes("d4")).hasSize(12);
    }

    /** Offsets of the images whose heatmaps are committed. */
    private static List<Long> causes(String prefix) {
        List<Long> offsets = new ArrayList<>();
        ChaosLedger.each(broker.bootstrapServers(), prefix + ".heatmaps", record -> {
            String cause = KafkaFixture.headers(record).get("ce_causationid");
            offsets.add(Long.valueOf(cause.substring(cause.lastIndexOf('/') + 1)));
        });
        return offsets;
    }

    private static void move(String group, long offset) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.alterConsumerGroupOffsets(
                            group, Map.of(new TopicPartition(group + ".images", 0), new OffsetAndMetadata(offset)))
                    .all()
                    .get();
        }
    }

    private static ScriptedService start(String prefix, String delivery, String protocol) {
        return ScriptedService.start(config(prefix, delivery, protocol, ""));
    }

    private static StreamConfig config(String prefix, String delivery, String protocol, String more) {
        String settings =
                "    max.poll.interval.ms: 60000\n  delivery: " + delivery + "\n  group-protocol: " + protocol;
        String yaml = ScriptedService.yaml(broker.bootstrapServers(), prefix)
                .replace("    session.timeout.ms: 6000", settings);
        return ConfigLoader.parse(yaml + more, "test", folder.resolve("states"));
    }

    private static long committed(String group) {
        try {
            return kafka.committed(group, group + ".images");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
