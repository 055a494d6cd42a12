/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Starts real brokers in child JVMs. */
@Timeout(120)
final class BrokerIT {
    @TempDir
    private Path temp;

    @TempDir
    private Path logs;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void killWhatIsLeft() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void carriesARecordAndStopsWithStatusZero() throws Exception {
        // Given
        int port = BrokerSettings.freePort();
        Process broker = start(port, temp.resolve("data"));
        // When
        String ready = firstLine(broker);
        String received = roundTrip(port, "hello");
        broker.destroy();
        // Then
        assertThat(ready).startsWith("broker ready on 127.0.0.1:" + port);
        assertThat(received).isEqualTo("hello");
        assertThat(broker.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(broker.exitValue()).isZero();
        assertThat(errors()).isEmpty();
        assertThat(temp.resolve("data").resolve("broker.log")).exists();
    }

    @Test
    void startsAgainOnTheDirectoryOfAnEarlierRun() throws Exception {
        // Given
        Path data = temp.resolve("data");
        int port = BrokerSettings.freePort();
        Process first = start(port, data);
        firstLine(first);
        roundTrip(port, "kept");
        first.destroy();
        first.waitFor(20, TimeUnit.SECONDS);
        // When
        Process second = start(port, data);
        firstLine(second);
        // Then
        assertThat(consume(port)).isEqualTo("kept");
    }

    @Test
    void endsWithItsInputAndDeletesATemporaryDirectory() throws Exception {
        // Given
        Path data = temp.resolve("data");
        Process broker = start(BrokerSettings.freePort(), data, "--with-parent", "--temporary");
        firstLine(broker);
        // When
        broker.outputWriter().close(); // what the system does for a parent that dies
        // Then
        assertThat(broker.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(broker.exitValue()).isZero();
        assertThat(data).doesNotExist();
    }

    @Test
    void takenPortGivesOneLine() throws Exception {
        // Given
        try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            // When
            Process broker = start(taken.getLocalPort(), temp.resolve("data"));
            // Then
            assertFailsWith(broker, 1, "port " + taken.getLocalPort());
            assertThat(temp.resolve("data")).doesNotExist();
        }
    }

    @Test
    void directoryThatIsAFileGivesOneLine() throws Exception {
        // Given
        Path file = Files.writeString(temp.resolve("file"), "x");
        // When
        Process broker = start(BrokerSettings.freePort(), file.resolve("data"));
        // Then
        assertFailsWith(broker, 1, "cannot write to directory " + file.resolve("data"));
    }

    @Test
    void temporaryBrokerRefusesADirectoryWithContent() throws Exception {
        // Given
        Files.writeString(temp.resolve("precious"), "x");
        // When
        Process broker = start(BrokerSettings.freePort(), temp, "--temporary");
        // Then
        assertFailsWith(broker, 1, "not empty");
        assertThat(temp.resolve("precious")).exists();
    }

    @Test
    void missingOptionIsAUsageError() throws Exception {
        // When
        Process broker = launch("--port", "9092");
        // Then
        assertFailsWith(broker, 2, "--dir is missing");
    }

    private void assertFailsWith(Process broker, int status, String words) throws Exception {
        assertThat(broker.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(errors()).singleElement().asString().contains(words);
        assertThat(broker.exitValue()).isEqualTo(status);
    }

    /** A file, since destroying a process closes its pipes. */
    private Path log() {
        return logs.resolve("stderr");
    }

    private List<String> errors() throws IOException {
        return Files.readAllLines(log());
    }

    private Process start(int port, Path data, String... more) throws IOException {
        List<String> args = new ArrayList<>(List.of("--port", Integer.toString(port), "--dir", data.toString()));
        args.addAll(List.of(more));
        return launch(args.toArray(String[]::new));
    }

    private Process launch(String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + logs,
                "-cp",
                Path.of("target", "broker", "*").toString(),
                BrokerMain.class.getName()));
        command.addAll(List.of(args));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
        started.add(process);
        return process;
    }

    private String firstLine(Process broker) throws IOException {
        BufferedReader out = broker.inputReader(UTF_8);
        String line = out.readLine();
        assertThat(line).as("the broker's first line; errors: %s", errors()).isNotNull();
        return line;
    }

    private static String roundTrip(int port, String value) throws Exception {
        Map<String, Object> client = Map.of("bootstrap.servers", "127.0.0.1:" + port);
        try (Admin admin = Admin.create(client)) {
            admin.createTopics(List.of(new NewTopic("it", 1, (short) 1))).all().get(20, TimeUnit.SECONDS);
        }
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(client, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("it", value)).get(20, TimeUnit.SECONDS);
        }
        return consume(port);
    }

    private static String consume(int port) {
        Map<String, Object> client = Map.of(
                "bootstrap.servers",
                "127.0.0.1:" + port,
                "group.id",
                "it-" + UUID.randomUUID(),
                "auto.offset.reset",
                "earliest");
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(client, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of("it"));
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (System.nanoTime() < end) {
                ConsumerRecords<String, String> records = consumer.poll(Duration.ofMillis(200));
                for (ConsumerRecord<String, String> record : records) {
                    return record.value();
                }
            }
        }
        throw new AssertionError("no record within 20 s");
    }
}
