/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.dl4j;

import io.patternstream.engine.spi.ModelFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The two entries of a DL4J zip that a model is made of. Entries that only training needs are not opened; those that hold
 * serialised Java objects, and unknown ones, are refused.
 */
final class Dl4jArchive {
    private static final String CONFIGURATION = "configuration.json";
    private static final String COEFFICIENTS = "coefficients.bin";
    private static final Set<String> KNOWN = Set.of(CONFIGURATION, COEFFICIENTS, "updaterState.bin", "noParams.marker");
    private static final int MAX_CONFIGURATION = 16 << 20;
    private static final int MAX_COEFFICIENTS = 1 << 30;

    /** What an entry of any file may unpack to, for the tiny ones; the rest as a multiple of the file's size: bombs. */
    private static final long UNPACKED = 1 << 18;

    private static final long UNPACKED_TIMES = 50;

    private final byte[] configuration;
    private final byte[] coefficients;

    private Dl4jArchive(byte[] configuration, byte[] coefficients) {
        this.configuration = configuration;
        this.coefficients = coefficients;
    }

    /**
     * Reads both entries into memory.
     *
     * @param file a zip
     * @return its entries
     * @throws ModelFormatException if it is no zip, holds anything else, or an entry is missing, damaged or too large
     */
    static Dl4jArchive open(Path file) {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            refuseUnknown(zip);
            long allowance = UNPACKED + UNPACKED_TIMES * Files.size(file);
            return new Dl4jArchive(
                    read(zip, CONFIGURATION, Math.min(allowance, MAX_CONFIGURATION)),
                    read(zip, COEFFICIENTS, Math.min(allowance, MAX_COEFFICIENTS)));
        } catch (IOException e) {
            throw new ModelFormatException("is not a readable zip: " + e.getMessage(), e);
        }
    }

    /** {@return the network's configuration as JSON text, UTF-8; not copied} */
    byte[] configuration() {
        return configuration;
    }

    /** {@return all parameters as ND4J writes arrays; not copied} */
    byte[] coefficients() {
        return coefficients;
    }

    private static void refuseUnknown(ZipFile zip) {
        Enumeration<? extends ZipEntry> entries = zip.entries();
        while (entries.hasMoreElements()) {
            String name = entries.nextElement().getName();
            if (!KNOWN.contains(name)) {
                throw new ModelFormatException("holds the entry '" + name
                        + "', which may carry serialised Java objects and is never read; save the model without"
                        + " normaliser and preprocessor");
            }
        }
    }

    private static byte[] read(ZipFile zip, String name, long limit) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new ModelFormatException("has no entry '" + name + "': not a DL4J network");
        }
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes((int) limit);
            if (in.read() >= 0) {
                throw new ModelFormatException("entry '" + name + "' is larger than " + limit + " bytes");
            }
            return bytes;
        }
    }
}
