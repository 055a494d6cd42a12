/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.stream.broker.BrokerProcess;
import io.patternstream.stream.broker.EmbeddedBroker;
import io.patternstream.stream.config.ConfigLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
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

    private static ScriptedService start(String prefix, String delivery, String protocol) {
        String settings =
                "    max.poll.interval.ms: 60000\n  delivery: " + delivery + "\n  group-protocol: " + protocol;
        String yaml = ScriptedService.yaml(broker.bootstrapServers(), prefix)
                .replace("    session.timeout.ms: 6000", settings);
        return ScriptedService.start(ConfigLoader.parse(yaml, "test", folder.resolve("states")));
    }

    private static long committed(String group) {
        try {
            return kafka.committed(group, group + ".images");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
