/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the launcher itself does: finds Java, itself and its distribution; one line for what is missing. */
@Timeout(180)
final class LauncherIT {
    @TempDir
    private Path temp;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "demo",
                "serve",
                "broker",
                "explain",
                "patterns",
                "patterns compute",
                "patterns inspect",
                "models",
                "models inspect"
            })
    void everyCommandHasHelp(String command) throws Exception {
        // When
        Launcher.Run run =
                Launcher.ofDistribution(temp).run((command + " --help").strip().split(" "));
        // Then
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        assertThat(run.out().get(0)).startsWith(("Usage: patternstream " + command).strip());
    }

    @Test
    void worksThroughASymbolicLinkFromAnyFolder() throws Exception {
        // Given
        Path link = Files.createSymbolicLink(
                temp.resolve("ps"), Launcher.distribution().resolve("bin/patternstream"));
        // When
        Launcher.Run run =
                Launcher.ofDistribution(temp).script(link).in(Path.of("/")).run("--version");
        // Then
        assertThat(run.out()).singleElement().asString().startsWith("patternstream ");
        assertThat(run.status()).isZero();
    }

    @Test
    void wrongOptionsGiveOneLineAndStatusTwo() throws Exception {
        // When
        Launcher.Run run = Launcher.ofDistribution(temp).run("explain", "--modle", "x");
        // Then
        assertThat(run.err()).singleElement().asString().contains("explain --help");
        assertThat(run.out()).isEmpty();
        assertThat(run.status()).isEqualTo(2);
    }

    @Test
    void aMissingJavaGivesOneLine() throws Exception {
        // When
        Launcher.Run run = Launcher.ofDistribution(temp)
                .with(Map.of("JAVA_HOME", temp.toString()))
                .run("--version");
        // Then
        assertThat(run.err()).singleElement().asString().contains("JAVA_HOME", temp.toString());
        assertThat(run.status()).isEqualTo(1);
    }

    @Test
    void anOldJavaGivesOneLineWithBothVersions() throws Exception {
        // Given
        executable("bin/java", "#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n");
        // When
        Launcher.Run run = Launcher.ofDistribution(temp)
                .with(Map.of("JAVA_HOME", temp.toString()))
                .run("--version");
        // Then
        assertThat(run.err()).singleElement().asString().contains("version 11", "17");
        assertThat(run.status()).isEqualTo(1);
    }

    @Test
    void aMissingMavenGivesOneLineInASourceTree() throws Exception {
        // Given a source tree that was never built, and a path with all that the launcher calls except Maven
        Path script = temp.resolve("tree/bin/patternstream");
        Files.createDirectories(script.getParent());
        Files.copy(Launcher.distribution().resolve("bin/patternstream"), script);
        Path tools = Files.createDirectories(temp.resolve("tools"));
        for (String tool : new String[] {"sh", "dirname", "readlink", "sed", "head", "find"}) {
            Files.createSymbolicLink(tools.resolve(tool), Path.of("/usr/bin", tool));
        }
        // When
        Launcher.Run run = Launcher.ofDistribution(temp)
                .script(script)
                .with(Map.of("PATH", tools.toString(), "JAVA_HOME", System.getProperty("java.home")))
                .run("--version");
        // Then
        assertThat(run.err()).singleElement().asString().contains("no Maven found");
        assertThat(run.status()).isEqualTo(1);
    }

    private void executable(String name, String content) throws Exception {
        Path file = temp.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
