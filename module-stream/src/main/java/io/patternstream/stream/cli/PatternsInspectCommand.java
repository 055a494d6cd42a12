/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.patterns.PatternFile;
import io.patternstream.patterns.PatternListing;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows what a pattern file holds. */
@Command(
        name = "inspect",
        description = "Shows what a pattern file holds: model, samples, regimes, degenerate neurons.")
final class PatternsInspectCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "P", description = "Pattern file (.npz).")
    private Path file;

    PatternsInspectCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        PatternListing listing = PatternFile.inspect(file);
        console.result("snapshot    " + listing.snapshotId().orElse("(none: the file has no meta.json)"));
        listing.provenance().ifPresent(from -> {
            console.result("model       sha256 " + (from.modelSha256().isEmpty() ? "(unknown)" : from.modelSha256()));
            console.result("estimators  " + String.join(", ", from.estimators()));
            console.result("samples     " + from.samples());
            console.result("created     " + from.created());
            from.offsets().entrySet().stream()
                    .sorted(java.util.Map.Entry.comparingByKey())
                    .forEach(next -> console.result("next offset " + next.getKey() + " " + next.getValue()));
        });
        listing.labels().entrySet().stream()
                .sorted(java.util.Map.Entry.comparingByKey())
                .forEach(label ->
                        console.result(String.format(Locale.ROOT, "%-11s %s", label.getKey(), label.getValue())));
        console.result("statistics  " + (listing.statistics() ? "yes: can be merged with others" : "no"));
        Table table = Table.of("layer", "regime", "shape", "neurons", "degenerate", "finite");
        for (PatternListing.Array array : listing.arrays()) {
            table.row(
                    array.layer().name(),
                    array.regime().key(),
                    array.shape(),
                    array.neurons(),
                    array.degenerate().size(),
                    array.finite() ? "yes" : "NO");
        }
        List<String> lines = table.lines();
        lines.forEach(console::result);
        return 0;
    }
}
