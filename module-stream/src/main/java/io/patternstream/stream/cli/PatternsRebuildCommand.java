/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.stream.config.ConfigLoader;
import io.patternstream.stream.kafka.SnapshotReplay;
import io.patternstream.stream.training.SnapshotEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Audits a snapshot. */
@Command(
        name = "rebuild",
        description = {
            "Makes the patterns behind a heatmap again: folds the training topic from its first offset to exactly those where the"
                    + " snapshot was made, in the same blocks, and says whether the result is the same, bit for bit (status 0) or"
                    + " not (status 1). Needs the model and preprocessing of then, and all training records to be there still;"
                    + " use the backend and kind of processor of then, which decide the last bits.",
        })
final class PatternsRebuildCommand implements Callable<Integer> {
    private final Console console;
    private final SnapshotRebuilder rebuilder;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The service's configuration.")
    private Path file;

    @Option(names = "--output", paramLabel = "P", description = "Pattern file (.npz) to write the rebuilt patterns to.")
    private @Nullable Path output;

    @Parameters(paramLabel = "ID", description = "The snapshot, as heatmaps name it in their header ce_xaipatternver.")
    private String id;

    PatternsRebuildCommand(Console console, SnapshotRebuilder rebuilder) {
        this.console = console;
        this.rebuilder = rebuilder;
    }

    @Override
    public Integer call() {
        if (output != null) {
            OutputFile.require(output, "--output");
        }
        SnapshotRebuilder.Rebuilt rebuilt;
        try (Shown shown = new Shown(console)) {
            rebuilt = rebuilder.rebuild(ConfigLoader.load(file), id, shown);
        }
        if (output != null) {
            write(rebuilt, output);
        }
        SnapshotEntry entry = rebuilt.entry();
        if (!rebuilt.identical()) {
            throw new CommandException("snapshot " + id
                    + " is not what its training records give here: the pattern file"
                    + " that they give has SHA-256 " + rebuilt.sha256() + " instead of " + entry.sha256() + ", from "
                    + rebuilt.samples() + " images instead of "
                    + entry.origin().provenance().samples());
        }
        console.result("identical: " + id + ", " + rebuilt.samples() + " images, SHA-256 " + rebuilt.sha256());
        return 0;
    }

    private static void write(SnapshotRebuilder.Rebuilt rebuilt, Path output) {
        try {
            Files.write(output, rebuilt.file().toArray());
        } catch (IOException e) {
            throw new UncheckedIOException("--output " + output + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** Shows how far it has come, once that is known. */
    private static final class Shown implements SnapshotReplay.Watcher, AutoCloseable {
        private final Console console;
        private @Nullable Progress progress;

        Shown(Console console) {
            this.console = console;
        }

        @Override
        public void begin(long records) {
            progress = Progress.start(console, "Folding", records, "records");
        }

        @Override
        public void step(long records) {
            if (progress != null) {
                progress.step(records);
            }
        }

        @Override
        public void close() {
            if (progress != null) {
                progress.close();
            }
        }
    }
}
