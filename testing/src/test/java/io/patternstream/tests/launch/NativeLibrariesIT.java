/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** The fast backend's native libraries: present, on the newest Java, and missing. */
final class NativeLibrariesIT {
    /** Environment variable: the home of the newest Java that is to be tried. */
    private static final String NEWEST_JAVA = "PATTERNSTREAM_NEWEST_JAVA";

    @TempDir
    private Path temp;

    @Test
    void missingOneIsSaidAndTheOtherBackendComputes() throws Exception {
        // Given
        Launcher launcher = Launcher.ofDistribution(temp).script(withoutNatives());

        // When
        Launcher.Run chosen = launcher.run(explain("auto"));
        Launcher.Run named = launcher.run(explain("onednn"));

        // Then
        assertThat(chosen.status()).as("errors %s", chosen.err()).isZero();
        assertThat(chosen.out()).singleElement().asString().contains("\"backend\":\"nd4j\"");
        assertThat(chosen.err())
                .filteredOn(
                        line -> line.contains("backend 'onednn' does not load on this machine: oneDNN does not load"))
                .hasSize(1);
        assertThat(named.status()).isEqualTo(1);
        assertThat(named.err())
                .singleElement()
                .asString()
                .contains("does not load")
                .contains("available are [nd4j]");
    }

    @Test
    @EnabledIfEnvironmentVariable(named = NEWEST_JAVA, matches = ".+")
    void newestJavaHasNothingToWarnOf() throws Exception {
        // Given
        String home = System.getenv(NEWEST_JAVA);

        // When
        Launcher.Run run = Launcher.ofDistribution(temp)
                .with(Map.of("JAVA_HOME", home, "TMPDIR", temp.toString()))
                .run(explain("onednn"));

        // Then
        assertThat(run.status()).as("errors %s", run.err()).isZero();
        assertThat(run.err()).noneMatch(line -> line.startsWith("WARNING"));
    }

    private String[] explain(String backend) {
        Path demo = Launcher.distribution().resolve("demo");
        return new String[] {
            "explain",
            "--model",
            demo.resolve("fashion-mnist-cnn.zip").toString(),
            "--method",
            "gradient",
            "--input",
            demo.resolve("ankle-boot.png").toString(),
            "--output",
            temp.resolve("map.npy").toString(),
            "--backend",
            backend
        };
    }

    /** The launcher of a copy of the distribution in which oneDNN's native code is missing. */
    private Path withoutNatives() throws IOException {
        Path from = Launcher.distribution();
        Path to = temp.resolve("copy");
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path name = from.relativize(file);
                boolean cached = name.startsWith("cache");
                boolean natives = name.getFileName().toString().matches("dnnl-.*-(linux|macosx|windows)-.*");
                if (!cached && !natives) {
                    Files.createDirectories(to.resolve(name).getParent());
                    Files.copy(file, to.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
        return to.resolve("bin/patternstream");
    }
}
