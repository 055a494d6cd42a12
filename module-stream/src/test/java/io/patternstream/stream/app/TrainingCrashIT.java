/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.stream.app.ToyService.ToySetup;
import io.patternstream.stream.broker.BrokerProcess;
import io.patternstream.stream.broker.EmbeddedBroker;
import io.patternstream.stream.metrics.LayerDrift;
import io.patternstream.stream.metrics.StateLoad;
import io.patternstream.stream.pipeline.Payload;
import io.patternstream.stream.pipeline.SourcePartition;
import io.patternstream.stream.state.FileStateStore;
import io.patternstream.stream.state.StateRef;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the service while it learns. The long form: {@code -Dpatternstream.kills=20}, and {@code -Dpatternstream.seed=S} for
 * other moments.
 */
@Timeout(600)
final class TrainingCrashIT {
    private static final int IMAGES = 1000;
    private static final int PER_BLOCK = 4;
    /** What is folded fades at every border, so each border has to be passed just once. */
    private static final String FORGETTING = "half-life: 200";

    private static final Map<String, Long> LAST = Map.of("images.crash/0", 992L);

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
    void snapshotsAfterKillsAtRandomMomentsAreThoseOfAnUndisturbedRunBitForBit() throws Exception {
        // Given
        int kills = Integer.getInteger("patternstream.kills", 3);
        Random random = new Random(Long.getLong("patternstream.seed", 1));
        topics.create("images.crash", 1);
        topics.fill("images.crash", 1, IMAGES, 5);
        ToySetup calm =
                new ToySetup(broker.bootstrapServers(), "calm", "images.crash", folder.resolve("s"), FORGETTING);
        Map<Map<String, Long>, Payload> expected;
        try (ToyService undisturbed = ToyService.start(calm)) {
            expected = topics.snapshots("calm", LAST);
            assertThat(undisturbed.metrics.loads).containsExactly(StateLoad.NONE);
            assertThat(undisturbed.metrics.compared)
                    .as("later snapshots are compared with those before them")
                    .hasSizeGreaterThan(1)
                    .allSatisfy(layers ->
                            assertThat(layers).extracting(LayerDrift::layer).containsExactly("fc"))
                    .anySatisfy(layers -> assertThat(layers.get(0).distance()).isBetween(0.0, 1e-3));
        }

        // When
        int[] points = random.ints(kills, 1, IMAGES).sorted().toArray();
        for (int i = 0; i < kills; i++) {
            Path log = folder.resolve("child-" + i + ".log");
            Process child = start("crash", log);
            try {
                int blocks = Math.max(1, (points[i] - (i == 0 ? 0 : points[i - 1])) / PER_BLOCK);
                ToyTopics.until("child " + i + " works", () -> blocks(log) >= blocks || finished());
                LockSupport.parkNanos(random.nextLong(Duration.ofMillis(4).toNanos()));
            } finally {
                child.destroyForcibly().waitFor();
            }
        }
        Process last = start("crash", folder.resolve("last.log"));
        Map<Map<String, Long>, Payload> actual;
        try {
            actual = topics.snapshots("crash", LAST);
        } finally {
            last.destroyForcibly().waitFor();
        }

        // Then
        assertThat(actual.keySet()).isSubsetOf(expected.keySet());
        actual.forEach(
                (offsets, bytes) -> assertThat(bytes).as("snapshot " + offsets).isEqualTo(expected.get(offsets)));
        assertThat(newest("crash").offset()).isEqualTo(992);
        assertThat(newest("crash").sha256())
                .as("the state, byte for byte")
                .isEqualTo(beforeTheStop("calm").sha256());
        assertThat(newest("crash").epoch()).isEqualTo(kills + 1);
        assertThat(Files.readString(folder.resolve("last.log")))
                .as("the last one did not begin anew")
                .contains("Folding a training partition", "outcome=\"RESTORED\"");
    }

    private static boolean finished() {
        return newestOffset() >= 992;
    }

    private static long newestOffset() {
        return FileStateStore.open(folder.resolve("s"), "crash").list(new SourcePartition("images.crash", 0)).stream()
                .mapToLong(StateRef::offset)
                .max()
                .orElse(0);
    }

    private static StateRef newest(String group) {
        return FileStateStore.open(folder.resolve("s"), group)
                .list(new SourcePartition("images.crash", 0))
                .get(0);
    }

    /** The state that was stored with the last snapshot; an orderly stop stores another one. */
    private static StateRef beforeTheStop(String group) {
        return FileStateStore.open(folder.resolve("s"), group).list(new SourcePartition("images.crash", 0)).stream()
                .filter(state -> state.offset() == 992)
                .findFirst()
                .orElseThrow();
    }

    private static int blocks(Path log) {
        try {
            return (int) Files.readString(log).lines().filter("block"::equals).count();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** A member that keeps its place in the group, so that the next one need not wait until it is given up. */
    private static Process start(String group, Path log) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-cp",
                        String.join(
                                File.pathSeparator,
                                Path.of("target", "test-classes").toString(),
                                Path.of("target", "classes").toString(),
                                System.getProperty("jdk.module.path", ""),
                                System.getProperty("java.class.path")),
                        ToyService.class.getName(),
                        broker.bootstrapServers(),
                        group,
                        "images.crash",
                        folder.resolve("s").toString(),
                        "group.instance.id: one\n" + FORGETTING)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }
}
