/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folder for unpacked native libraries that the launcher made for this run alone. */
final class TemporaryFolder {
    private TemporaryFolder() {}

    /** Deletes it with all it holds when the JVM exits; null where the launcher made none. */
    static void deleteAtExit(@Nullable String folder) {
        if (folder != null) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(Path.of(folder)), "delete-temporary"));
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("temporary folder " + folder + " cannot be deleted", e);
        }
    }
}
