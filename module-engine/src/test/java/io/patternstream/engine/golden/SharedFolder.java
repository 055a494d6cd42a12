/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.golden;

import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Finds the folder of reference data: PATTERNSTREAM_SHARED, else {@code ../shared} beside the repository. */
public final class SharedFolder {
    private static final String VARIABLE = "PATTERNSTREAM_SHARED";

    private SharedFolder() {}

    /**
     * Returns a file; skips the calling test where the folder is absent, fails it where the variable promised it.
     *
     * @param relative path inside the folder
     * @return the file
     */
    public static Path require(String relative) {
        String configured = System.getenv(VARIABLE);
        Path file = repository()
                .resolve(configured == null ? "../shared" : configured)
                .resolve(relative);
        if (configured == null) {
            Assumptions.assumeTrue(Files.exists(file), file + " is absent; set " + VARIABLE);
        } else {
            Assertions.assertThat(file).as(VARIABLE + " = " + configured).exists();
        }
        return file;
    }

    /** The repository's root: the nearest folder above that has the Maven settings. */
    private static Path repository() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(at.resolve(".mvn"))) {
            at = at.getParent();
            if (at == null) {
                throw new IllegalStateException("tests must run inside the repository");
            }
        }
        return at;
    }
}
