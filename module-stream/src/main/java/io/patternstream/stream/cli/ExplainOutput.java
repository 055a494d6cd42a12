/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The kinds of files that attributions go to. */
enum ExplainOutput {
    /** One array. */
    NPY,
    /** One array per method. */
    NPZ,
    /** A picture. */
    PNG;

    /** The kind that a file's name ends in. */
    static Optional<ExplainOutput> of(Path file) {
        return Arrays.stream(values())
                .filter(kind -> file.toString().endsWith("." + kind.name().toLowerCase(Locale.ROOT)))
                .findFirst();
    }
}
