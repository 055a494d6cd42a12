/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The distribution's folder, where the broker's class path and the demo's data lie.
 *
 * @param folder absolute
 * @param temporary where folders for one run are made
 */
public record Home(Path folder, Path temporary) {

    /** {@return the folder with the broker's class path} */
    Path broker() {
        return existing(folder.resolve("broker"));
    }

    /** {@return the folder with the bundled model and images} */
    Path demo() {
        return existing(folder.resolve("demo"));
    }

    private Path existing(Path path) {
        if (!Files.isDirectory(path)) {
            throw new CommandException("folder " + path + " is missing: start Patternstream with bin/patternstream");
        }
        return path;
    }
}
