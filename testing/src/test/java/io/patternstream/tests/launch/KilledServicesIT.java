/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two instances of the service as users start it, with a real model, while they are killed, told to stop, and suspended beyond the session
 * time-out, in {@code exactly_once} mode: the smaller sister of {@code ChaosIT}, which has three brokers and a scripted model.
 */
@Timeout(300)
final class KilledServicesIT {
    private static final long SEED = Long.getLong("patternstream.chaos.seed", 1);
    private static final int ROUNDS = Integer.getInteger("patternstream.chaos.rounds", 3);
    private static final int JUNK = 7;
    /** What passes at least between two blows. */
    private static final int SOME = 300;

    private static final int SESSION_MILLIS = 6000;

    @TempDir
    private Path temp;

    @TempDir
    private Path work;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final List<Instance> instances = new ArrayList<>();
    private Launcher launcher;
    private int kafka;

    /** A service that comes back under the same name. */
    private final class Instance {
        private final int management = Launcher.freePort();
        private final Path config;
        private Launcher.Started program;

        Instance(String name) throws IOException {
            config = Files.writeString(
                    work.resolve(name + ".yaml"),
                    """
                    kafka:
                      bootstrap-servers: "127.0.0.1:%d"
                      delivery: exactly_once
                      instance-id: %s
                      client-properties: {session.timeout.ms: "%d"}
                    topics: {replication-factor: 1}
                    model: {file: %s, methods: [gradient, guided]}
                    http: {port: 0}
                    management: {port: %d}
                    """
                            .formatted(
                                    kafka,
                                    name,
                                    SESSION_MILLIS,
                                    Launcher.distribution().resolve("demo/fashion-mnist-cnn.zip"),
                                    management));
            start();
        }

        void start() throws IOException {
            program = launcher.start("serve", "--config", config.toString());
        }

        void awaitReady() throws Exception {
            Http.await("http://127.0.0.1:" + management + "/health/ready", program);
        }

        void kill() throws Exception {
            program.process().destroyForcibly().waitFor();
            start();
        }

        void stop() throws Exception {
            program.process().destroy();
            Launcher.Run run = program.finish(60);
            assertThat(run.status()).as("errors %s", run.err()).isZero();
        }

        void suspend() throws Exception {
            signal("-STOP");
            TimeUnit.MILLISECONDS.sleep(SESSION_MILLIS + SESSION_MILLIS / 2);
            signal("-CONT");
        }

        private void signal(String name) throws Exception {
            int status = new ProcessBuilder(
                            "kill", name, Long.toString(program.process().pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            assertThat(status).isZero();
        }
    }

    @Test
    void everyImageHasItsHeatmapsOnceInOrderAndEveryBadRecordItsDeadLetterOnceWhoeverIsKilled() throws Exception {
        // Given
        launcher = Launcher.ofDistribution(temp).in(work);
        kafka = Launcher.freePort();
        Launcher.Started broker = launcher.start("broker", "--port", "" + kafka, "--dir", "data");
        String bootstrap = "127.0.0.1:" + kafka;
        instances.add(new Instance("one"));
        instances.get(0).awaitReady();
        instances.add(new Instance("two"));
        instances.get(1).awaitReady();

        // When
        int sent;
        try (ImageLoad load = ImageLoad.start(bootstrap)) {
            for (int round = 0; round < ROUNDS; round++) {
                load.awaitMore(SOME);
                ImageLoad.junk(bootstrap, JUNK);
                load.awaitMore(random.nextInt(SOME));
                strike(round);
            }
            sent = load.stop();
        }
        List<ImageLoad.Heatmap> heatmaps = ImageLoad.heatmaps(bootstrap, sent);
        int deadLetters = ImageLoad.deadLetters(bootstrap, ROUNDS * JUNK);
        for (Instance instance : instances) {
            instance.stop();
        }
        broker.process().destroy();
        broker.finish(60);

        // Then
        ImageLoad.requireOnceEach(heatmaps, sent);
        ImageLoad.requireOrderOfKeys(heatmaps);
        assertThat(deadLetters).isEqualTo(ROUNDS * JUNK);
    }

    /** One of three blows in turn, at a random one; and both at once in every third. */
    private void strike(int round) throws Exception {
        Instance victim = instances.get(random.nextInt(instances.size()));
        switch (round % 3) {
            case 0 -> victim.kill();
            case 1 -> victim.suspend();
            default -> {
                instances.get(0).kill();
                instances.get(1).stop();
                instances.get(1).start();
            }
        }
        for (Instance instance : instances) {
            instance.awaitReady();
        }
    }
}
