/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands serve and broker, as users run them. */
@Timeout(180)
final class ServeIT {
    /** Kafka's clients log all of their settings. */
    private static final String SECRETS =
            "client-properties: {ssl.key.password: hush-1, ssl.truststore.password: hush-2,"
                    + " sasl.jaas.config: 'org.apache.kafka.common.security.plain.PlainLoginModule required username=\"u\""
                    + " password=\"hush-3\";'}";

    @TempDir
    private Path temp;

    @TempDir
    private Path work;

    @Test
    void servesFromABrokerAndStopsWithStatusZero() throws Exception {
        // Given
        Launcher launcher = Launcher.ofDistribution(temp).in(work);
        int kafka = Launcher.freePort();
        int management = Launcher.freePort();
        Path config = config(kafka, management, "patternattribution");
        Files.writeString(config, Files.readString(config).replaceFirst("\"}", "\", " + SECRETS + "}"));
        // When
        Launcher.Started broker = launcher.start("broker", "--port", "" + kafka, "--dir", "data");
        Launcher.Started serve = launcher.start("serve", "--config", config.toString());
        Http.await("http://127.0.0.1:" + management + "/health/ready", serve);
        String metrics = Http.get("http://127.0.0.1:" + management + "/metrics").body();
        serve.process().destroy();
        Launcher.Run served = serve.finish(60);
        broker.process().destroy();
        Launcher.Run brokered = broker.finish(60);
        // Then
        assertThat(served.status()).as("errors %s", served.err()).isZero();
        assertThat(brokered.status()).as("errors %s", brokered.err()).isZero();
        assertThat(metrics).contains("patternstream_").doesNotContain("hush");
        assertThat(served.out()).noneMatch(line -> line.contains("hush"));
        assertThat(served.err()).noneMatch(line -> line.contains("hush"));
        assertThat(work.resolve("data")).isNotEmptyDirectory();
        assertThat(Launcher.processesOf(work.toString())).isEmpty();
        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void waitsForABrokerThatIsNotThereAndSaysSo() throws Exception {
        // Given
        int kafka = Launcher.freePort();
        int management = Launcher.freePort();
        Path config = config(kafka, management, "gradient");
        // When
        Launcher.Started serve = Launcher.ofDistribution(temp).start("serve", "--config", config.toString());
        Http.await("http://127.0.0.1:" + management + "/health/live", serve);
        int ready = Http.status("http://127.0.0.1:" + management + "/health/ready");
        Launcher.awaitLine(serve, "127.0.0.1:" + kafka);
        serve.process().destroy();
        Launcher.Run run = serve.finish(60);
        // Then
        assertThat(ready).isEqualTo(503);
        assertThat(run.status()).as("errors %s", run.err()).isZero();
    }

    @Test
    void anUnknownMethodInTheConfigurationIsOneLine() throws Exception {
        // Given
        Path config = config(Launcher.freePort(), Launcher.freePort(), "magic");
        // When
        Launcher.Run run = Launcher.ofDistribution(temp).run("serve", "--config", config.toString());
        // Then
        assertThat(run.err()).singleElement().asString().contains("'magic'", "patternattribution");
        assertThat(run.status()).isEqualTo(1);
    }

    @Test
    void everyErrorOfTheConfigurationIsListed() throws Exception {
        // Given
        Path config = Files.writeString(work.resolve("bad.yaml"), "kafka: {bootstrap-server: x}\nhttp: {port: -1}\n");
        // When
        Launcher.Run run = Launcher.ofDistribution(temp).run("serve", "--config", config.toString());
        // Then
        assertThat(run.err())
                .anyMatch(line -> line.contains("bootstrap-server"))
                .anyMatch(line -> line.contains("http.port"))
                .anyMatch(line -> line.contains("model"));
        assertThat(run.status()).isEqualTo(1);
    }

    private Path config(int kafka, int management, String method) throws Exception {
        return Files.writeString(
                work.resolve("patternstream.yaml"),
                """
                kafka: {bootstrap-servers: "127.0.0.1:%d"}
                topics: {replication-factor: 1}
                model: {file: %s, methods: [%s]}
                http: {port: %d}
                management: {port: %d}
                """
                        .formatted(
                                kafka,
                                Launcher.distribution().resolve("demo/fashion-mnist-cnn.zip"),
                                method,
                                Launcher.freePort(),
                                management));
    }
}
