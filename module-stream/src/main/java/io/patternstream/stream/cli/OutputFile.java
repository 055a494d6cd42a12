/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** Checks where results go before long work is done for them. Stateless. */
final class OutputFile {
    private OutputFile() {}

    /** Throws one line that names the option, unless the file can be created or replaced. */
    static void require(Path file, String option) {
        Path folder = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file) || folder == null) {
            throw new CommandException(option + " " + file + " is a folder: give the name of a file");
        }
        if (!Files.isDirectory(folder)) {
            throw new CommandException(
                    option + " " + file + " cannot be written: there is no folder " + folder + "; create it first");
        }
        if (!Files.isWritable(Files.exists(file) ? file : folder)) {
            throw new CommandException(option + " " + file + " cannot be written: no permission");
        }
    }
}
