/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.api.pattern.PatternSnapshot.Provenance;
import io.patternstream.stream.config.ConfigLoader;
import io.patternstream.stream.kafka.SnapshotCatalogue;
import io.patternstream.stream.training.SnapshotEntry;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows the snapshots of a service. */
@Command(
        name = "list",
        description = {
            "Lists the snapshots that a service has published or refused, the newest last: whether instances explain with it"
                    + " (active, pinned) or the gate refused it (candidate), images, time of the newest image, largest cosine distance"
                    + " of a layer from the patterns that were active then, and why it was refused.",
        })
final class PatternsListCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    private CommandSpec spec;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The service's configuration.")
    private Path file;

    @Option(names = "--last", defaultValue = "20", paramLabel = "N", description = "Only the newest N (default: 20).")
    private int last;

    PatternsListCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (last < 1) {
            throw new ParameterException(spec.commandLine(), "--last must be at least 1, but was " + last);
        }
        SnapshotCatalogue.Listing listing =
                PatternOperator.load(ConfigLoader.load(file)).list();
        List<SnapshotEntry> entries = listing.entries();
        Table table = Table.of("snapshot", "state", "images", "newest image", "distance", "why refused");
        for (SnapshotEntry entry : entries.subList(Math.max(0, entries.size() - last), entries.size())) {
            Provenance made = entry.origin().provenance();
            table.row(
                    entry.origin().id(),
                    listing.state(entry),
                    made.samples(),
                    made.created(),
                    entry.distance().isPresent()
                            ? String.format(
                                    Locale.ROOT, "%.3g", entry.distance().getAsDouble())
                            : "",
                    String.join("; ", entry.objections()));
        }
        table.lines().forEach(console::result);
        listing.active()
                .filter(id -> listing.entry(id).isEmpty())
                .ifPresent(id -> console.say("Instances explain with " + id + ", which came from a file"));
        return 0;
    }
}
