/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

/** The broker's directory: created, checked and formatted on first use; deleted at the end if it was temporary. */
final class BrokerDirectory {
    /** A fresh node writes about 6 MB; below this much free space it would soon fail half-way. */
    static final long MIN_FREE_BYTES = 64L << 20;

    private final Path path;

    private BrokerDirectory(Path path) {
        this.path = path;
    }

    /**
     * Makes the directory ready for a broker.
     *
     * @param path an absolute path, which need not exist yet
     * @param temporary whether the directory will be deleted: it must be new or empty then
     * @return the directory, formatted
     * @throws BrokerException in one line, if it cannot be written, is full or holds something else
     */
    static BrokerDirectory prepare(Path path, boolean temporary) {
        BrokerDirectory directory = new BrokerDirectory(path);
        try {
            Files.createDirectories(path);
            if (temporary && !directory.isEmpty()) {
                throw new BrokerException("directory " + path + " is not empty: a temporary broker needs a new one");
            }
            if (!Files.isWritable(path)) {
                throw new AccessDeniedException(path.toString());
            }
            long free = Files.getFileStore(path).getUsableSpace();
            if (free < MIN_FREE_BYTES) {
                throw new BrokerException("disk of " + path + " is full: " + (free >> 20) + " MB free, at least "
                        + (MIN_FREE_BYTES >> 20) + " MB needed");
            }
            Files.createDirectories(data(path));
            Files.createDirectories(unpacked(path));
            if (!Files.exists(data(path).resolve("meta.properties"))) { // what formatting writes
                directory.format();
            }
            return directory;
        } catch (IOException e) {
            throw new BrokerException("cannot write to directory " + path + ": " + e, e);
        }
    }

    /** {@return the folder of the directory that takes Kafka's own data} */
    static Path data(Path directory) {
        return directory.resolve("data");
    }

    /** {@return the folder of the directory that takes native libraries, if java.io.tmpdir names it} */
    static Path unpacked(Path directory) {
        return directory.resolve("tmp");
    }

    /** {@return the file of the directory that takes the broker's warnings and errors} */
    static Path logFile(Path directory) {
        return directory.resolve("broker.log");
    }

    /** {@return one line on a failure of the directory while the broker ran} */
    String failure() {
        try {
            long free = Files.getFileStore(path).getUsableSpace();
            return free < MIN_FREE_BYTES / 8
                    ? "the disk of " + path + " is full: the broker cannot go on"
                    : "the broker cannot write to " + path + " any more, though " + (free >> 20) + " MB are free";
        } catch (IOException e) {
            return "the broker cannot write to " + path + " any more: " + e;
        }
    }

    /** Deletes the directory with all it holds. */
    void delete() {
        delete(path);
    }

    /** Deletes what is of no use to a later run. */
    void tidy() {
        delete(unpacked(path));
    }

    private static void delete(Path tree) {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new BrokerException("cannot delete directory " + tree + ": " + e, e);
        }
    }

    private boolean isEmpty() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.findAny().isEmpty();
        }
    }

    private void format() throws IOException {
        try (PrintStream quiet = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(quiet)
                    .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                    .setNodeId(BrokerSettings.NODE)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                    .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
                    .setDirectories(List.of(data(path).toString()))
                    .setMetadataLogDirectory(data(path).toString())
                    .run();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) { // declared by Formatter.run
            throw new BrokerException("cannot format directory " + path + ": " + e.getMessage(), e);
        }
    }
}
