/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.patternstream.stream.broker.EmbeddedBroker;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The bucket adapter against S3Proxy (Apache-2.0), an S3-compatible server, in a JVM of its own. */
@Timeout(120)
final class S3StateStoreIT extends StateStoreContract {
    private static final Map<String, String> CREDENTIALS =
            Map.of("aws.accessKeyId", "identity", "aws.secretAccessKey", "credential");

    @TempDir
    private static Path folder;

    private static int port;
    private static Process server;
    private static int used;

    private final int prefix = ++used;

    @BeforeAll
    static void startServer() throws IOException {
        port = EmbeddedBroker.freePort();
        Files.createDirectories(folder.resolve("data/bucket"));
        Path settings = Files.writeString(
                folder.resolve("s3proxy.properties"),
                """
                s3proxy.endpoint=http://127.0.0.1:%d
                s3proxy.authorization=aws-v2-or-v4
                s3proxy.identity=identity
                s3proxy.credential=credential
                jclouds.provider=filesystem-nio2
                jclouds.identity=identity
                jclouds.credential=credential
                jclouds.filesystem.basedir=%s
                """
                        .formatted(port, folder.resolve("data")));
        server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        Path.of("target", "s3proxy", "s3proxy.jar").toString(),
                        "org.gaul.s3proxy.Main",
                        "--properties",
                        settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("s3proxy.log").toFile())
                .start();
        CREDENTIALS.forEach(System::setProperty);
        System.setProperty("aws.endpointUrlS3", "http://127.0.0.1:" + port);
        awaitServer();
    }

    @AfterAll
    static void stopServer() throws InterruptedException {
        System.clearProperty("aws.endpointUrlS3");
        CREDENTIALS.keySet().forEach(System::clearProperty);
        server.destroyForcibly().waitFor();
    }

    private static void awaitServer() {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (true) {
            try (java.net.Socket socket = new java.net.Socket("127.0.0.1", port)) {
                assertThat(socket.isConnected()).isTrue();
                return;
            } catch (IOException e) {
                assertThat(System.nanoTime()).as("the server starts").isLessThan(deadline);
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
        }
    }

    @Override
    StateStore open() {
        return StateStores.open("s3://bucket/states/" + prefix, "g");
    }

    @Override
    List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(objects())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Override
    void damage(String name) throws IOException {
        Files.writeString(objects().resolve(name), "secund");
    }

    private Path objects() {
        return folder.resolve("data/bucket/states/" + prefix + "/g/training/0");
    }

    @Test
    void ofThoseWhoClaimAtTheSameTimeAtMostOneMayWrite() throws IOException {
        // Given: one process for each claim
        List<StateStore> stores = IntStream.range(0, 8).mapToObj(i -> open()).toList();
        Map<StateStore, Long> epochs = new ConcurrentHashMap<>();
        stores.parallelStream().forEach(each -> epochs.put(each, each.claim(PARTITION)));

        // When
        int written = 0;
        for (StateStore each : stores) {
            try {
                each.save(PARTITION, epochs.get(each), 16, out -> out.write(1));
                written++;
            } catch (StateFencedException e) {
                assertThat(e).hasMessageContaining("another instance");
            }
        }

        // Then
        assertThat(written).isEqualTo(1);
        assertThat(store.list(PARTITION)).hasSize(1);
    }

    @Test
    void aClaimThatAnotherHasWrittenOverIsLost() throws IOException {
        // Given
        long epoch = store.claim(PARTITION);
        damage("claim-0000000001");

        // Then
        assertThatThrownBy(() -> save(epoch, 16, "state"))
                .isInstanceOf(StateFencedException.class)
                .hasMessageContaining("at the same time");
    }

    @Test
    void aBucketThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> S3StateStore.open(URI.create("s3://nowhere/x"), "g"))
                .isInstanceOf(StateStoreException.class)
                .hasMessageContaining("s3://nowhere/x")
                .hasMessageContaining("patterns.state-directory");
    }

    @Test
    void noTemporaryFileIsLeft() throws IOException {
        // Given
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        long before = count(temporary);

        // When
        save(store.claim(PARTITION), 16, "state");
        String text = read(store.list(PARTITION).get(0));

        // Then
        assertThat(text).isEqualTo("state");
        assertThat(count(temporary)).isEqualTo(before);
    }

    private static long count(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith("patternstream-state"))
                    .count();
        }
    }
}
