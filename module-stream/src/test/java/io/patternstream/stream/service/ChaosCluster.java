/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.service;

import io.patternstream.stream.broker.EmbeddedBroker;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;

/** Three brokers, and programs that use them, as child processes that can be killed and stopped. */
final class ChaosCluster implements AutoCloseable {
    private final Path folder;
    private final String id = Uuid.randomUuid().toString();
    private final List<String> ports = new ArrayList<>();
    private final List<Child> brokers = new ArrayList<>();

    ChaosCluster(Path folder) {
        this.folder = folder;
        for (int i = 0; i < 3; i++) {
            ports.add(EmbeddedBroker.freePort() + ":" + EmbeddedBroker.freePort());
        }
        for (int i = 0; i < 3; i++) {
            brokers.add(broker(i));
        }
        KafkaFixture.until("three brokers are there", () -> nodes() == 3);
    }

    String bootstrap() {
        return ports.stream().map(port -> "127.0.0.1:" + port.split(":")[0]).collect(Collectors.joining(","));
    }

    List<Child> brokers() {
        return brokers;
    }

    private Child broker(int index) {
        Path home = folder.resolve("broker-" + (index + 1));
        String jars = Path.of("..", "module-broker", "target", "test-classes")
                + File.pathSeparator
                + EmbeddedBroker.jars().resolve("*");
        return new Child(
                "broker-" + (index + 1),
                folder,
                List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", jars),
                "io.patternstream.broker.ClusterNode",
                List.of("" + (index + 1), id, home.toString(), String.join(",", ports)));
    }

    private int nodes() {
        try (Admin admin = Admin.create(
                Map.of("bootstrap.servers", bootstrap(), "default.api.timeout.ms", 2000, "request.timeout.ms", 1000))) {
            return admin.describeCluster().nodes().get(2, TimeUnit.SECONDS).size();
        } catch (Exception e) { // not there yet
            return 0;
        }
    }

    @Override
    public void close() {
        brokers.forEach(Child::kill);
    }

    /** A child JVM that can be started again. */
    static final class Child {
        final String name;
        private final ProcessBuilder builder;
        private Process process;

        Child(String name, Path folder, List<String> options, String main, List<String> arguments) {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString()));
            command.addAll(options);
            command.add(main);
            command.addAll(arguments);
            this.name = name;
            this.builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve(name + ".log").toFile()));
            start();
        }

        void start() {
            try {
                process = builder.start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        boolean alive() {
            return process.isAlive();
        }

        /** As {@code kill -9}; waits until it is gone. */
        void kill() {
            process.destroyForcibly();
            await(60);
        }

        /** As {@code kill}; whether it ended in time. */
        boolean terminate() {
            process.destroy();
            return await(30);
        }

        /** Stops it where it is ({@code STOP}), or lets it go on ({@code CONT}). */
        void signal(String signal) {
            try {
                new ProcessBuilder("kill", "-" + signal, "" + process.pid())
                        .start()
                        .waitFor();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private boolean await(long seconds) {
            try {
                return process.waitFor(seconds, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
