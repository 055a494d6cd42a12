/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.patterns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds reference data that is not part of the repository. */
final class SharedFiles {
    private SharedFiles() {}

    /** Skips the test where the folder is absent, fails where it was promised by PATTERNSTREAM_SHARED. */
    static Path require(String name) {
        @Nullable String folder = System.getenv("PATTERNSTREAM_SHARED");
        Path file = repository().resolve(folder != null ? folder : "../shared").resolve(name);
        if (folder != null) {
            assertThat(file).exists();
        }
        assumeTrue(Files.exists(file), () -> "reference data " + name + " is not here; set PATTERNSTREAM_SHARED");
        return file;
    }

    /** The nearest folder above that has the Maven settings. */
    private static Path repository() {
        @Nullable Path at = Path.of("").toAbsolutePath();
        while (at != null && !Files.isDirectory(at.resolve(".mvn"))) {
            at = at.getParent();
        }
        return Objects.requireNonNull(at, "tests must run inside the repository");
    }
}
