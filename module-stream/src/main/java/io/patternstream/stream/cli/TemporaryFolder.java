/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A folder for one run; closing it deletes it with all it holds, as far as it is still there.
 *
 * @param path absolute
 */
public record TemporaryFolder(Path path) implements AutoCloseable {

    /** Makes a new folder that only this user can read. */
    static TemporaryFolder create(Path parent, String prefix) {
        try {
            return new TemporaryFolder(Files.createTempDirectory(parent, prefix).toAbsolutePath());
        } catch (IOException e) {
            throw new CommandException(
                    "cannot create a temporary folder in " + parent + " (is the disk full?): " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException e) {
            // whoever used it has deleted it
        } catch (IOException e) {
            throw new CommandException("temporary folder " + path + " cannot be deleted: " + e, e);
        }
    }
}
