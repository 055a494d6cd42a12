/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.patterns.SnapshotGate;
import io.patternstream.stream.config.ConfigLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "pin",
        description = {
            "Lets all instances of a service explain with the patterns of a file, whatever they learn meanwhile and however often they"
                    + " restart, until 'patterns unpin': to roll back to an older snapshot, or to promote a candidate.",
        })
final class PatternsPinCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The service's configuration.")
    private Path file;

    @Option(names = "--force", description = "Pins it even if it is not fit to explain with, as the warnings say.")
    private boolean force;

    @Parameters(
            paramLabel = "P",
            description =
                    "Name of a snapshot that the service has kept in patterns.directory or its folder candidates, or"
                            + " any pattern file (.npz).")
    private String patterns;

    PatternsPinCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        PatternOperator operator = PatternOperator.load(ConfigLoader.load(file));
        Path found = operator.file(patterns);
        List<SnapshotGate.Reason> reasons = operator.read(found).reasons();
        reasons.forEach(reason -> console.say("warning: " + reason.fault() + ": " + reason.detail()));
        if (!reasons.isEmpty() && !force) {
            throw new CommandException(patterns + " is not fit to explain with; --force pins it all the same");
        }
        console.result("pinned " + operator.pin(found, true));
        return 0;
    }
}
