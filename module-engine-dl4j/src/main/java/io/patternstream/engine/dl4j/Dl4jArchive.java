/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.dl4j;

import io.patternstream.engine.untrusted.CheckedZip;
import java.nio.file.Path;
import java.util.Set;

/**
 * The two entries of a DL4J zip that a model is made of. Entries that only training needs are not opened; those that hold
 * serialised Java objects, and unknown ones, are refused. Not thread-safe.
 */
final class Dl4jArchive implements AutoCloseable {
    private static final String CONFIGURATION = "configuration.json";
    private static final String COEFFICIENTS = "coefficients.bin";
    private static final Set<String> KNOWN = Set.of(CONFIGURATION, COEFFICIENTS, "updaterState.bin", "noParams.marker");
    private static final int MAX_CONFIGURATION = 16 << 20;

    private final CheckedZip zip;

    private Dl4jArchive(CheckedZip zip) {
        this.zip = zip;
    }

    static Dl4jArchive open(Path file) {
        return new Dl4jArchive(CheckedZip.open(
                file,
                KNOWN,
                "which may carry serialised Java objects and is never read; save the model without normaliser and"
                        + " preprocessor"));
    }

    /** {@return the network's configuration as JSON text, UTF-8} */
    byte[] configuration() {
        return zip.bytes(CONFIGURATION, MAX_CONFIGURATION);
    }

    /** {@return all parameters, to be closed before the archive} */
    Coefficients coefficients() {
        return Coefficients.open(zip.stream(COEFFICIENTS), zip.allowance());
    }

    /** {@return the file's size in bytes} */
    long size() {
        return zip.size();
    }

    @Override
    public void close() {
        zip.close();
    }
}
