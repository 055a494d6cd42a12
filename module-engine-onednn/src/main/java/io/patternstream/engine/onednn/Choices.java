/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_get_effective_cpu_isa;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was chosen for each shape: in memory, and in the file that the system property {@code patternstream.tuning} names, so
 * that the next process neither measures again nor chooses otherwise. Not thread-safe.
 */
final class Choices {
    private static final Logger LOG = LoggerFactory.getLogger(Choices.class);
    private static final String PROPERTY = "patternstream.tuning";
    private static final int DIGEST_BYTES = 16;

    private final Map<String, Integer> known = new HashMap<>();
    private final @Nullable Path file;

    /**
     * Reads a file.
     *
     * @param file may be missing; null for memory alone
     */
    Choices(@Nullable Path file) {
        this.file = file;
        if (file != null && Files.isReadable(file)) {
            try {
                Files.readAllLines(file, StandardCharsets.US_ASCII).forEach(this::read);
            } catch (IOException e) {
                unusable(file, e);
            }
        }
    }

    /** {@return those of the file that the system property names} */
    static Choices ofThisMachine() {
        String path = System.getProperty(PROPERTY);
        return new Choices(path == null ? null : Path.of(path));
    }

    /** {@return which way was chosen for a shape} */
    OptionalInt of(String shape) {
        Integer choice = known.get(digest(shape));
        return choice == null ? OptionalInt.empty() : OptionalInt.of(choice);
    }

    /** Remembers a choice. */
    void put(String shape, int choice) {
        String digest = digest(shape);
        known.put(digest, choice);
        if (file != null) {
            try {
                Files.writeString(
                        file,
                        digest + " " + choice + "\n",
                        StandardCharsets.US_ASCII,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            } catch (IOException e) {
                unusable(file, e);
            }
        }
    }

    /** A line that was cut off, or written by two processes at once, is measured again. */
    private void read(String line) {
        if (line.matches("[0-9a-f]{32} [0-9]{1,3}")) {
            int space = line.indexOf(' ');
            known.put(line.substring(0, space), Integer.valueOf(line.substring(space + 1)));
        }
    }

    private static void unusable(Path file, IOException e) {
        LOG.atInfo().log("choices of oneDNN primitives are not kept in {}: {}", file, e.getMessage());
    }

    /** Another processor chooses for itself. */
    private static String digest(String shape) {
        String whole = shape
                + ' '
                + dnnl_get_effective_cpu_isa()
                + ' '
                + Runtime.getRuntime().availableProcessors();
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(whole.getBytes(StandardCharsets.ISO_8859_1));
            return HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
