/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.stream.kafka.FreshTopics;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The ledger under fire: three brokers, one group in each kind of delivery with two instances each, and somebody who kills,
 * stops and rebalances. {@code -Dpatternstream.chaos.seconds=1800} takes half an hour, {@code -Dpatternstream.chaos.seed=N}
 * another seed, {@code -Dpatternstream.chaos.report=FILE} writes the report.
 */
@Timeout(3600)
final class ChaosIT {
    private static final int SECONDS = Integer.getInteger("patternstream.chaos.seconds", 20);
    private static final long SEED = Long.getLong("patternstream.chaos.seed", 1);
    private static final String IMAGES = "chaos.images";
    private static final int PARTITIONS = 6;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    private final Random random = new Random(SEED);
    private final Map<String, Integer> deeds = new TreeMap<>();
    private final List<ChaosCluster.Child> instances = new ArrayList<>();

    @Test
    void everyRecordEndsOnceWhateverIsKilled() throws Exception {
        // Given
        long begin = System.nanoTime();
        try (ChaosCluster cluster = new ChaosCluster(folder)) {
            boolean swapped = SEED % 2 == 0;
            String eosProtocol = swapped ? "consumer" : "classic";
            String aloProtocol = swapped ? "classic" : "consumer";
            ChaosLoad load = new ChaosLoad(cluster.bootstrap(), IMAGES, SEED);
            topics(cluster.bootstrap(), load);
            instances.add(instance(cluster, "eos", "exactly_once", eosProtocol, "a"));
            instances.add(instance(cluster, "alo", "at_least_once", aloProtocol, "a"));
            instances.add(instance(cluster, "eos", "exactly_once", eosProtocol, "b"));
            instances.add(instance(cluster, "alo", "at_least_once", aloProtocol, "b"));
            load.start();

            // When
            long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
            while (System.nanoTime() < end) {
                pause(500 + random.nextInt(1500));
                harm(cluster, eosProtocol, aloProtocol);
                assertThat(instances).allMatch(ChaosCluster.Child::alive);
                assertThat(cluster.brokers()).allMatch(ChaosCluster.Child::alive);
            }
            load.stop();

            // Then
            try {
                KafkaFixture.until(
                        "nobody is stuck",
                        () -> lag(cluster.bootstrap(), "eos") + lag(cluster.bootstrap(), "alo") == 0);
                ChaosLedger eos = complete(cluster.bootstrap(), "eos");
                ChaosLedger alo = complete(cluster.bootstrap(), "alo");
                report(eos, alo, (System.nanoTime() - begin) / 1_000_000_000);
                check(eos);
                check(alo);
                assertThat(eos.details()).as("duplicates, exactly once").isEmpty();
            } finally {
                instances.forEach(ChaosCluster.Child::kill);
            }
            assertThat(logs()).as("memory is bounded").doesNotContain("OutOfMemoryError");
        }
    }

    private static void check(ChaosLedger ledger) {
        assertThat(ledger.inputs.size()).isGreaterThan(100);
        assertThat(ledger.lost()).as("lost").isEmpty();
        assertThat(ledger.expired()).as("expired").isNotEmpty();
        assertThat(ledger.contradictions()).as("contradictions").isEmpty();
        assertThat(ledger.disorders()).as("disorders").isEmpty();
        assertThat(ledger.invented())
                .as("outcomes of records that are not there")
                .isEmpty();
    }

    /** Markers of transactions follow the commit of the group by some milliseconds. */
    private static ChaosLedger complete(String bootstrap, String group) {
        ChaosLedger ledger = ChaosLedger.read(bootstrap, IMAGES, group);
        for (int i = 0; i < 10 && !ledger.lost().isEmpty(); i++) {
            pause(1000);
            ledger = ChaosLedger.read(bootstrap, IMAGES, group);
        }
        return ledger;
    }

    private void harm(ChaosCluster cluster, String eosProtocol, String aloProtocol) {
        ChaosCluster.Child victim = instances.get(random.nextInt(instances.size()));
        ChaosCluster.Child broker = cluster.brokers().get(random.nextInt(3));
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> {
                did("instances killed");
                victim.kill();
                victim.start();
            }
            case 3 -> {
                did("instances told to stop");
                assertThat(victim.terminate()).as("it stops in time").isTrue();
                victim.start();
            }
            case 4 -> {
                did("instances suspended beyond the session time-out");
                victim.signal("STOP");
                pause(4500);
                victim.signal("CONT");
            }
            case 5 -> {
                did("brokers killed");
                broker.kill();
                pause(1000);
                broker.start();
                pause(2000);
            }
            case 6 -> {
                did("brokers suspended");
                broker.signal("STOP");
                pause(2000);
                broker.signal("CONT");
            }
            default -> {
                did("rebalances by a guest");
                guest(cluster.bootstrap(), random.nextBoolean() ? "eos" : "alo", eosProtocol, aloProtocol);
            }
        }
    }

    /** Somebody joins a group, takes partitions, does nothing and leaves. */
    private static void guest(String bootstrap, String group, String eosProtocol, String aloProtocol) {
        String protocol = group.equals("eos") ? eosProtocol : aloProtocol;
        Map<String, Object> settings = new java.util.HashMap<>(Map.of(
                "bootstrap.servers", bootstrap,
                "group.id", group,
                "enable.auto.commit", false,
                "group.protocol", protocol,
                "isolation.level", "read_committed"));
        if (protocol.equals("classic")) {
            settings.put("partition.assignment.strategy", CooperativeStickyAssignor.class.getName());
        }
        try (KafkaConsumer<byte[], byte[]> guest =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            guest.subscribe(List.of(IMAGES));
            long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
            while (System.nanoTime() < end) {
                guest.poll(Duration.ofMillis(100));
            }
        }
    }

    private ChaosCluster.Child instance(
            ChaosCluster cluster, String group, String delivery, String protocol, String name) {
        String classes = String.join(
                File.pathSeparator,
                Path.of("target", "test-classes").toString(),
                Path.of("target", "classes").toString(),
                System.getProperty("jdk.module.path", ""),
                System.getProperty("java.class.path"));
        return new ChaosCluster.Child(
                group + "-" + name,
                folder,
                List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", classes),
                ChaosInstance.class.getName(),
                List.of(cluster.bootstrap(), IMAGES, group, delivery, protocol, name));
    }

    /** The image topic begins with holes that compaction has made; after that it keeps everything. */
    private static void topics(String bootstrap, ChaosLoad load) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            List<NewTopic> topics = new ArrayList<>();
            topics.add(new NewTopic(IMAGES, PARTITIONS, (short) 3)
                    .configs(Map.of(
                            "cleanup.policy", "compact",
                            "segment.ms", "100",
                            "min.cleanable.dirty.ratio", "0.01",
                            "min.insync.replicas", "2")));
            for (String group : List.of("eos", "alo")) {
                topics.add(new NewTopic(group + ".heatmaps", 3, (short) 3));
                topics.add(new NewTopic(group + ".dead-letters", 3, (short) 3));
                topics.add(new NewTopic(group + ".training", 1, (short) 3));
                topics.add(new NewTopic(group + ".patterns", 1, (short) 3));
            }
            admin.createTopics(topics).all().get();
            FreshTopics.awaitLeaders(admin, topics);
            int[] sent = {0};
            KafkaFixture.until("compaction has made holes", () -> {
                try {
                    load.prefill(100);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
                sent[0] += 100;
                int[] there = {0};
                ChaosLedger.each(bootstrap, IMAGES, record -> there[0]++);
                pause(300);
                return there[0] < sent[0];
            });
            ConfigResource images = new ConfigResource(ConfigResource.Type.TOPIC, IMAGES);
            admin.incrementalAlterConfigs(Map.of(
                            images,
                            List.of(
                                    new AlterConfigOp(
                                            new ConfigEntry("cleanup.policy", "delete"), AlterConfigOp.OpType.SET),
                                    new AlterConfigOp(new ConfigEntry("segment.ms", ""), AlterConfigOp.OpType.DELETE))))
                    .all()
                    .get();
            pause(1000); // what the cleaner has begun it ends
        }
    }

    /** Offsets between what a group has committed and the end of what is committed in the image topic. */
    private static long lag(String bootstrap, String group) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
                KafkaConsumer<byte[], byte[]> reader = ChaosLedger.reader(bootstrap)) {
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
            List<TopicPartition> all = new ArrayList<>();
            for (int i = 0; i < PARTITIONS; i++) {
                all.add(new TopicPartition(IMAGES, i));
            }
            return reader.endOffsets(all).entrySet().stream()
                    .mapToLong(end -> end.getValue()
                            - (committed.get(end.getKey()) == null
                                    ? 0
                                    : committed.get(end.getKey()).offset()))
                    .sum();
        } catch (Exception e) { // a broker is still coming back
            return Long.MAX_VALUE / 4;
        }
    }

    private void report(ChaosLedger eos, ChaosLedger alo, long seconds) throws Exception {
        String report = "seed " + SEED + ", " + seconds + " s, " + deeds + "\n" + line("exactly_once", eos)
                + line("at_least_once", alo);
        System.out.println(report);
        String file = System.getProperty("patternstream.chaos.report", "");
        if (!file.isEmpty()) {
            Files.writeString(Path.of(file), report);
        }
    }

    private static String line(String delivery, ChaosLedger ledger) {
        return delivery + ": " + ledger.inputs.size() + " records, " + ledger.heatmaps.size() + " with heatmaps, "
                + ledger.deadLetters.size() + " dead letters, "
                + ledger.expired().size() + " of them expired, " + ledger.lost().size() + " lost, "
                + ledger.duplicates() + " twice, " + ledger.disorders().size() + " out of order\n";
    }

    private Set<String> logs() throws Exception {
        Set<String> found = new java.util.HashSet<>();
        for (ChaosCluster.Child instance : instances) {
            if (Files.readString(folder.resolve(instance.name + ".log")).contains("OutOfMemoryError")) {
                found.add("OutOfMemoryError");
            }
        }
        return found;
    }

    private void did(String what) {
        deeds.merge(what, 1, Integer::sum);
    }

    private static void pause(long millis) {
        LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
    }
}
