/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.api.pattern.SnapshotId;
import io.patternstream.api.tensor.Npy;
import io.patternstream.api.tensor.Shape;
import io.patternstream.stream.broker.BrokerProcess;
import io.patternstream.stream.broker.EmbeddedBroker;
import io.patternstream.stream.metrics.StateLoad;
import io.patternstream.stream.pipeline.ScriptedExplainer;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole service, with a scripted model, against a real broker. */
@Timeout(180)
final class StreamServiceIT {
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
    void anImageBecomesAHeatmapThatSaysWhatMadeIt() throws Exception {
        // Given
        try (ScriptedService service = start("t1")) {
            assertThat(service.explainer.prepared()).contains(1, 2, 4, 8, 16);

            // When
            kafka.send("t1.images", "k", "1 2", "ps-target", "1", "ce_id", "mine", "ce_correlationid", "c");
            ConsumerRecord<byte[], byte[]> heatmap =
                    kafka.read("t1.heatmaps", 1).get(0);

            // Then
            assertThat(heatmap.key()).isEqualTo("k".getBytes(StandardCharsets.UTF_8));
            assertThat(Npy.read(heatmap.value()).shape()).isEqualTo(Shape.of(1, 1, 2));
            assertThat(Npy.read(heatmap.value()).tensor().at(1)).isEqualTo(4f);
            Map<String, String> headers = KafkaFixture.headers(heatmap);
            assertThat(headers)
                    .containsEntry("content-type", "application/x-npy")
                    .containsEntry("ce_specversion", "1.0")
                    .containsEntry("ce_source", "/patternstream/t1")
                    .containsEntry("ce_type", "io.patternstream.explanation.v1")
                    .containsEntry("ce_subject", "scripted")
                    .containsEntry("ce_causationid", "mine")
                    .containsEntry("ce_correlationid", "c")
                    .containsEntry("ce_xaimodel", "scripted")
                    .containsEntry("ce_xaimodelver", ScriptedExplainer.MODEL.sha256())
                    .containsEntry("ce_xaimethod", "gradient")
                    .containsEntry("ce_xaitarget", "1")
                    .containsEntry("ce_xailabel", "dog")
                    .containsEntry("ce_xaiscore", "2.0")
                    .containsEntry("ce_xaistart", "logit")
                    .containsEntry("ce_xaisum", "6.0")
                    .containsEntry("ce_xaifinite", "true")
                    .containsEntry("ce_xaibackend", "scripted")
                    .containsEntry("ce_xaiprecision", "f32")
                    .containsEntry("ce_xaiversion", "1.2.3")
                    .containsKeys("ce_time", "ce_xaiprobability")
                    .doesNotContainKey("ce_xaipatternver");
            assertThat(UUID.fromString(headers.get("ce_id"))).isNotNull();
            KafkaFixture.until("the live feed has it", () -> service.live.size() == 1);
            assertThat(service.live.get(0).predicted().label()).isEqualTo("cow");
        }
    }

    @Test
    void badRecordsBecomeDeadLettersAndTheirNeighboursPass() throws Exception {
        // Given
        try (ScriptedService service = start("t2")) {
            // When
            kafka.send("t2.images", "a", "1 1");
            kafka.send("t2.images", "b", "garb\u0000age", "mine", "yes");
            kafka.send("t2.images", null, "2 2");
            kafka.send("t2.images", "c", null);
            kafka.send("t2.images", "d", "");
            kafka.send("t2.images", "e", "3 3", "ps-method", "magic");
            kafka.send("t2.images", "f", ScriptedExplainer.POISON + " 1");
            kafka.send("t2.images", "g", "4 4", "ps-method", "gradient,Gradient");

            // Then
            List<ConsumerRecord<byte[], byte[]>> heatmaps = kafka.read("t2.heatmaps", 3);
            assertThat(heatmaps)
                    .extracting(record -> Npy.read(record.value()).tensor().at(0))
                    .containsExactlyInAnyOrder(2f, 4f, 8f);
            assertThat(heatmaps).filteredOn(record -> record.key() == null).hasSize(1);
            List<ConsumerRecord<byte[], byte[]>> dead = kafka.read("t2.dead-letters", 5);
            assertThat(dead)
                    .extracting(record -> KafkaFixture.headers(record).get("dead-letter-error-type"))
                    .containsExactlyInAnyOrder(
                            "undecodable", "undecodable", "undecodable", "unknown-method", "engine-failure");
            ConsumerRecord<byte[], byte[]> garbage = dead.stream()
                    .filter(record -> new String(record.key(), StandardCharsets.UTF_8).equals("b"))
                    .findFirst()
                    .orElseThrow();
            assertThat(garbage.value()).isEqualTo("garb\u0000age".getBytes(StandardCharsets.UTF_8));
            assertThat(KafkaFixture.headers(garbage))
                    .containsEntry("mine", "yes")
                    .containsEntry("dead-letter-topic", "t2.images")
                    .containsEntry("dead-letter-partition", "0")
                    .containsEntry("dead-letter-offset", "1")
                    .containsEntry("dead-letter-reason", "two numbers are needed")
                    .containsEntry("dead-letter-stage", "decode")
                    .containsEntry("dead-letter-attempts", "1")
                    .containsEntry("dead-letter-retryable", "false")
                    .containsEntry("dead-letter-consumer-group", "t2");
            assertThat(service.stop()).isTrue();
            assertThat(kafka.committed("t2", "t2.images")).isEqualTo(8);
        }
    }

    @Test
    void whatWasNotAcknowledgedWhenTheServiceWasKilledIsExplainedByTheNext() throws Exception {
        // Given a service that hangs on the third of six images
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                String.join(
                        File.pathSeparator,
                        Path.of("target", "test-classes").toString(),
                        Path.of("target", "classes").toString(),
                        System.getProperty("jdk.module.path", ""),
                        System.getProperty("java.class.path")),
                ScriptedService.class.getName(),
                broker.bootstrapServers(),
                "t3"));
        Process child = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("child.log").toFile())
                .start();
        try {
            KafkaFixture.until("the child has made its topics", () -> topics().contains("t3.patterns"));
            for (String value : List.of("0 1", "1 1", ScriptedService.HANG + " 1", "3 1", "4 1", "5 1")) {
                kafka.send("t3.images", value, value);
            }
            kafka.read("t3.heatmaps", 2);
            KafkaFixture.until("the first two are committed", () -> committed("t3") == 2);

            // When
            child.destroyForcibly().waitFor();
        } finally {
            child.destroyForcibly();
        }
        try (ScriptedService next = start("t3")) {
            // Then
            Set<String> ids = new HashSet<>();
            Set<Float> firsts = new HashSet<>();
            for (ConsumerRecord<byte[], byte[]> record : kafka.read(
                    "t3.heatmaps", 1, r -> Npy.read(r.value()).tensor().at(0) == 2 * ScriptedService.HANG)) {
                firsts.add(Npy.read(record.value()).tensor().at(0));
            }
            KafkaFixture.until("all is committed", () -> committed("t3") == 6);
            assertThat(next.service.health().live()).isTrue();
            for (ConsumerRecord<byte[], byte[]> record : kafka.read("t3.heatmaps", 6)) {
                ids.add(KafkaFixture.headers(record).get("ce_id"));
                firsts.add(Npy.read(record.value()).tensor().at(0));
            }
            assertThat(firsts).containsExactlyInAnyOrder(0f, 2f, 2 * ScriptedService.HANG, 6f, 8f, 10f);
            assertThat(ids).as("duplicates have equal ids").hasSize(6);
        }
    }

    @Test
    void trainingImagesBecomeASnapshotThatLaterHeatmapsName() throws Exception {
        // Given a record that needs patterns, before there are any
        String[] learning = {"patterns:", "  snapshot-every: 8", "  block-size: 3"};
        double expected = 0;
        try (ScriptedService service = start("t4", learning)) {
            kafka.send("t4.images", "early", "1 1", "ps-method", "patternnet");
            KafkaFixture.until("it waits", () -> service.service.pipeline().waiting() == 1);

            // When 16 training records come, one of them undecodable
            for (int i = 0; i < 16; i++) {
                kafka.send("t4.training", null, i == 5 ? "broken" : i + " 0");
                expected = i == 5 ? expected : 31 * expected % 1_000_003 + i;
            }
            KafkaFixture.until(
                    "the second snapshot is active",
                    () -> service.active.get() != null
                            && service.active.get().id().equals(new SnapshotId("scripted-15")));
            kafka.send("t4.images", "late", "1 1", "ps-method", "patternnet");

            // Then
            assertThat(service.active.get().patterns().get(0).at(0)).isEqualTo(expected);
            Map<String, String> late = KafkaFixture.headers(
                    kafka.read("t4.heatmaps", 1, r -> new String(r.key(), StandardCharsets.UTF_8).equals("late"))
                            .get(0));
            assertThat(late).containsEntry("ce_xaipatternver", "scripted-15");
            assertThat(kafka.read("t4.heatmaps", 2)).hasSize(2);
            assertThat(kafka.read("t4.dead-letters", 1)).hasSize(1);
        }

        // When it starts again, it goes on from the same patterns and folds the same
        try (ScriptedService again = start("t4", learning)) {
            KafkaFixture.until("the snapshot is active", () -> again.active.get() != null);
            assertThat(again.active.get().id()).isEqualTo(new SnapshotId("scripted-15"));
            for (int i = 16; i < 24; i++) {
                kafka.send("t4.training", null, i + " 0");
                expected = 31 * expected % 1_000_003 + i;
            }
            KafkaFixture.until(
                    "the third snapshot is active",
                    () -> again.active.get().id().equals(new SnapshotId("scripted-23")));

            // Then
            assertThat(again.metrics.loads).containsExactly(StateLoad.RESTORED);
            assertThat(again.active.get().patterns().get(0).at(0)).isEqualTo(expected);
            assertThat(kafka.read("t4.patterns", 15))
                    .as("a head and two chunks; later the head and the first; then the first two of those go as well")
                    .extracting(StreamServiceIT::kind)
                    .containsExactly(
                            "chunk",
                            "chunk",
                            "chunk",
                            "snapshot",
                            "manifest", //
                            "chunk",
                            "chunk",
                            "snapshot",
                            "manifest", //
                            "gone",
                            "gone",
                            "chunk",
                            "chunk",
                            "snapshot",
                            "manifest");
            assertThat(kafka.read("t4.dead-letters", 1))
                    .as("no second dead letter")
                    .hasSize(1);
        }
    }

    /** What a record of the patterns topic is. */
    private static String kind(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return "gone";
        }
        String[] key = new String(record.key(), StandardCharsets.UTF_8).split("/");
        return key.length == 1 ? "manifest" : key[1];
    }

    @Test
    void aHeatmapTooLargeForTheBrokerIsADeadLetter() throws Exception {
        // Given
        try (Admin admin = admin()) {
            admin.createTopics(List.of(
                            new NewTopic("t5.heatmaps", 1, (short) 1).configs(Map.of("max.message.bytes", "200"))))
                    .all()
                    .get();
        }
        try (ScriptedService service = start("t5")) {
            // When
            kafka.send("t5.images", "k", "1 1");

            // Then
            Map<String, String> headers =
                    KafkaFixture.headers(kafka.read("t5.dead-letters", 1).get(0));
            assertThat(headers)
                    .containsEntry("dead-letter-error-type", "publish-too-large")
                    .containsEntry("dead-letter-stage", "publish");
            assertThat(headers.get("dead-letter-reason")).contains("max.message.bytes");
            assertThat(service.stop()).isTrue();
            assertThat(kafka.committed("t5", "t5.images")).isEqualTo(1);
        }
    }

    @Test
    void aBrokerThatIsNotThereYetIsWaitedFor() throws Exception {
        // Given
        int port = EmbeddedBroker.freePort();
        try (ScriptedService service = ScriptedService.start("127.0.0.1:" + port, "t6")) {
            KafkaFixture.until(
                    "it says so", () -> service.service.health().reasons().contains("Kafka cannot be used now"));
            boolean ready = service.service.health().ready();

            // When
            try (BrokerProcess late = BrokerProcess.startTemporary(EmbeddedBroker.jars(), port, folder.resolve("late"))
                            .awaitReady(60);
                    KafkaFixture there = new KafkaFixture(late.bootstrapServers())) {
                KafkaFixture.until("it is ready", () -> service.service.health().ready());
                there.send("t6.images", "k", "1 1");

                // Then
                assertThat(ready).isFalse();
                assertThat(service.service.health().live()).isTrue();
                assertThat(there.read("t6.heatmaps", 1)).hasSize(1);
                assertThat(service.stop()).isTrue();
            }
        }
    }

    @Test
    void withoutABrokerItStopsInTime() throws Exception {
        // Given a broker that dies while the service works
        BrokerProcess doomed = EmbeddedBroker.start(folder.resolve("doomed"));
        ScriptedService service =
                ScriptedService.start(doomed.bootstrapServers(), "t9", "limits:\n  drain-timeout-ms: 1000");
        KafkaFixture.until("it is ready", () -> service.service.health().ready());
        doomed.close();
        KafkaFixture.until("it notices", () -> !service.service.health().ready());

        // When
        long begin = System.nanoTime();
        service.close();

        // Then: drain, and the ten seconds that the composition root allows for closing
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(11));
    }

    @Test
    void aMissingTopicThatMustNotBeCreatedIsWaitedFor() throws Exception {
        // Given
        try (ScriptedService service = start("t7", "topics:\n  create: false")) {
            KafkaFixture.until(
                    "it waits", () -> !service.service.health().reasons().isEmpty());

            // When
            try (Admin admin = admin()) {
                admin.createTopics(List.of("images", "heatmaps", "training", "patterns", "dead-letters").stream()
                                .map(name -> new NewTopic("t7." + name, 1, (short) 1))
                                .toList())
                        .all()
                        .get();
            }
            kafka.send("t7.images", "k", "1 1");

            // Then
            assertThat(kafka.read("t7.heatmaps", 1)).hasSize(1);
        }
    }

    @Test
    void whenReplicasComeAndGoEveryRecordIsAHeatmapOrADeadLetter() throws Exception {
        // Given
        int records = 3000;
        try (ScriptedService first = start("t8")) {
            KafkaFixture.until("it is ready", () -> first.service.health().ready());
            Thread sender = new Thread(() -> sendMany("t8.images", records));
            sender.start();

            // When a second comes and the first goes while records flow
            KafkaFixture.until("some are explained", () -> first.live.size() > 300);
            try (ScriptedService second = start("t8")) {
                KafkaFixture.until("the second explains", () -> second.live.size() > 100);
                boolean drained = first.stop();
                sender.join(TimeUnit.SECONDS.toMillis(60));

                // Then
                assertThat(drained).isTrue();
                Set<String> explained = new HashSet<>();
                kafka.read("t8.heatmaps", 1, record -> {
                    explained.add(KafkaFixture.headers(record).get("ce_causationid"));
                    return explained.size() == records - 2;
                });
                assertThat(kafka.read("t8.dead-letters", 2))
                        .extracting(record -> new String(record.key(), StandardCharsets.UTF_8))
                        .contains("k" + (int) ScriptedExplainer.POISON, "k" + (int) ScriptedExplainer.NAN);
            }
        }
    }

    private static void sendMany(String topic, int records) {
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (var producer = new org.apache.kafka.clients.producer.KafkaProducer<>(
                settings,
                new org.apache.kafka.common.serialization.StringSerializer(),
                new org.apache.kafka.common.serialization.StringSerializer())) {
            for (int i = 0; i < records; i++) {
                producer.send(new org.apache.kafka.clients.producer.ProducerRecord<>(topic, i % 3, "k" + i, i + " 1"));
                if (i % 100 == 0) {
                    producer.flush();
                    java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
                }
            }
        }
    }

    private static ScriptedService start(String prefix, String... more) {
        return ScriptedService.start(broker.bootstrapServers(), prefix, more);
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    private static Set<String> topics() {
        try (Admin admin = admin()) {
            return admin.listTopics().names().get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static long committed(String prefix) {
        try {
            return kafka.committed(prefix, prefix + ".images");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
