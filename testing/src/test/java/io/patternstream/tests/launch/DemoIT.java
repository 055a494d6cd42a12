/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demo, from the launcher to the last process. */
@Timeout(240)
final class DemoIT {
    private static final Pattern TOTALS =
            Pattern.compile("images (\\d+), heatmaps (\\d+), dead letters (\\d+), images/s"
                    + " ([0-9.]+), latency p50 (\\d+) ms, p95 (\\d+) ms");

    @TempDir
    private Path temp;

    @Test
    void explainsFiftyImagesASecondAndLeavesNothing() throws Exception {
        // When
        Launcher.Run run =
                demo(Launcher.freePort(), "--duration", "15", "--rate", "60").finish(180);
        // Then
        assertThat(run.status()).as("errors %s", run.err()).isZero();
        Matcher totals = TOTALS.matcher(run.out().get(run.out().size() - 1));
        assertThat(totals.matches()).as("last line %s", run.out()).isTrue();
        assertThat(Long.parseLong(totals.group(1))).as("images").isGreaterThanOrEqualTo(15 * 50);
        assertThat(Long.parseLong(totals.group(2))).as("heatmaps").isGreaterThanOrEqualTo(2 * 15 * 50);
        assertThat(totals.group(3)).as("dead letters").isEqualTo("0");
        assertThat(Double.parseDouble(totals.group(4))).as("images/s").isGreaterThanOrEqualTo(50);
        assertNothingIsLeft();
    }

    @Test
    void junkAmongTheImagesBecomesDeadLettersAndTheDemoGoesOn(@TempDir Path images) throws Exception {
        // Given
        Path bundled = Launcher.distribution().resolve("demo");
        Files.copy(bundled.resolve("ankle-boot.png"), images.resolve("a.png"));
        Files.writeString(images.resolve("b.png"), "junk");
        // When
        Launcher.Run run = demo(
                        Launcher.freePort(),
                        "--duration",
                        "4",
                        "--model",
                        bundled.resolve("fashion-mnist-cnn.zip").toString(),
                        "--images",
                        images.toString())
                .finish(120);
        // Then
        assertThat(run.status()).as("errors %s", run.err()).isZero();
        Matcher totals = TOTALS.matcher(run.out().get(run.out().size() - 1));
        assertThat(totals.matches()).as("last line %s", run.out()).isTrue();
        assertThat(Long.parseLong(totals.group(1))).as("images").isPositive();
        assertThat(Long.parseLong(totals.group(3))).as("dead letters").isPositive();
    }

    @Test
    void aSignalDrainsAndStopsEverything() throws Exception {
        // Given
        int port = Launcher.freePort();
        Launcher.Started demo = demo(port);
        Http.await("http://127.0.0.1:" + port + "/", demo);
        Launcher.awaitLine(demo, "Learning the first patterns"); // a start that is not over is not drained
        // When
        demo.process().destroy(); // SIGTERM; Ctrl-C is handled alike
        Launcher.Run run = demo.finish(60);
        // Then
        assertThat(run.status()).as("errors %s", run.err()).isZero();
        assertThat(run.err()).contains("Draining");
        assertNothingIsLeft();
    }

    @Test
    void aKilledDemoTakesItsBrokerAlong() throws Exception {
        // Given
        int port = Launcher.freePort();
        Launcher.Started demo = demo(port);
        Http.await("http://127.0.0.1:" + port + "/", demo);
        List<ProcessHandle> children = demo.process().descendants().toList();
        assertThat(children).isNotEmpty();
        // When
        demo.process().destroyForcibly();
        // Then
        for (ProcessHandle child : children) {
            child.onExit().get(30, TimeUnit.SECONDS);
        }
        assertNothingIsLeft();
    }

    private void assertNothingIsLeft() throws IOException {
        assertThat(Launcher.processesOf(temp.toString())).isEmpty();
        assertThat(temp).isEmptyDirectory();
    }

    private Launcher.Started demo(int port, String... more) throws IOException {
        List<String> args = new java.util.ArrayList<>(List.of(
                "demo",
                "--port",
                "" + port,
                "--management-port",
                "" + Launcher.freePort(),
                "--kafka-port",
                "" + Launcher.freePort()));
        args.addAll(List.of(more));
        return Launcher.ofDistribution(temp).start(args.toArray(String[]::new));
    }
}
