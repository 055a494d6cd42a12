/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.tests.Document;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every code block of the README, run as it stands but for ports, FILE, FOLDER and MODEL. */
@Timeout(300)
final class ReadmeIT {
    private static final List<String> OFFLINE = List.of("models", "explain", "patterns", "verify", "bench");

    @TempDir
    private Path temp;

    @TempDir
    private Path work;

    private final Document readme = Document.read("README.md");

    @BeforeEach
    void standWhereTheReaderStands() throws IOException {
        Files.createSymbolicLink(work.resolve("demo"), Document.ROOT.resolve("demo"));
    }

    @Test
    void everyLineIsOfAKindThatIsRunHere() {
        // When
        List<String> lines = readme.commands();
        // Then
        assertThat(lines).isNotEmpty().allSatisfy(line -> assertThat(line)
                .matches("mvn verify|bin/patternstream (demo|serve|broker|models|explain|patterns|verify|bench)\\b.*"));
    }

    @Test
    void theTestCommandIsTheOneThatContinuousIntegrationRuns() throws IOException {
        assertThat(readme.commands()).contains("mvn verify");
        assertThat(Files.readAllLines(Document.ROOT.resolve(".ci/run"))).contains("mvn verify");
    }

    @Test
    void offlineCommandsRunInTheirOrder() throws Exception {
        for (String line : readme.commands()) {
            List<String> words = Document.words(line);
            if (OFFLINE.contains(words.get(0))) {
                // When
                Launcher.Run run = Launcher.ofDistribution(temp).in(work).run(words.toArray(String[]::new));
                // Then
                assertThat(run.status()).as("%s: %s", line, run.err()).isZero();
            }
        }
        assertThat(work.resolve("heatmap.png")).isNotEmptyFile();
        assertThat(work.resolve("heatmap.npy")).isNotEmptyFile();
    }

    @Test
    void theDemonstrationsRun() throws Exception {
        for (String line : readme.commands()) {
            List<String> words = Document.words(
                    line.replace("MODEL", "demo/fashion-mnist-cnn.zip").replace("FOLDER", "demo"));
            if (words.get(0).equals("demo")) {
                // When
                for (String port : List.of("--port", "--management-port", "--kafka-port")) {
                    words.addAll(List.of(port, "" + Launcher.freePort()));
                }
                words.addAll(List.of("--duration", "5"));
                Launcher.Run run = Launcher.ofDistribution(temp).in(work).run(words.toArray(String[]::new));
                // Then
                assertThat(run.status()).as("%s: %s", line, run.err()).isZero();
            }
        }
    }

    @Test
    void theServiceRunsWithTheSmallestConfigurationAgainstTheBroker() throws Exception {
        // Given
        String kafka = "" + Launcher.freePort();
        int management = Launcher.freePort();
        String smallest = readme.blocks("yaml").stream()
                .filter(block -> block.contains("bootstrap-servers"))
                .findFirst()
                .orElseThrow();
        Path config = Files.writeString(
                work.resolve("patternstream.yaml"),
                smallest.replace("9092", kafka)
                        + "http: {port: %d}\nmanagement: {port: %d}\n".formatted(Launcher.freePort(), management));
        Launcher launcher = Launcher.ofDistribution(temp).in(work);
        // When
        Launcher.Started broker = launcher.start(
                Document.words(line("broker").replace("9092", kafka).replace("FOLDER", "data"))
                        .toArray(String[]::new));
        Launcher.Started serve = launcher.start(
                Document.words(line("serve").replace("FILE", config.toString())).toArray(String[]::new));
        Http.await("http://127.0.0.1:" + management + "/health/ready", serve);
        serve.process().destroy();
        Launcher.Run served = serve.finish(60);
        broker.process().destroy();
        Launcher.Run brokered = broker.finish(60);
        // Then
        assertThat(served.status()).as("errors %s", served.err()).isZero();
        assertThat(brokered.status()).as("errors %s", brokered.err()).isZero();
    }

    @Test
    void theSidecarIsReadAsItStands() throws Exception {
        // Given
        String sidecar = readme.blocks("yaml").stream()
                .filter(block -> block.contains("preprocess"))
                .findFirst()
                .orElseThrow();
        Files.copy(Document.ROOT.resolve("demo/fashion-mnist-cnn.zip"), work.resolve("model.zip"));
        Files.writeString(work.resolve("model.yaml"), sidecar);
        // When
        Launcher.Run run = Launcher.ofDistribution(temp).in(work).run("models", "inspect", "model.zip");
        // Then
        assertThat(run.status()).as("errors %s", run.err()).isZero();
        assertThat(run.out()).anyMatch(line -> line.matches("profile +read from .*model.yaml"));
    }

    private String line(String command) {
        return readme.commands().stream()
                .filter(line -> line.startsWith("bin/patternstream " + command))
                .findFirst()
                .orElseThrow();
    }
}
