/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.engine.Model;
import io.patternstream.patterns.PatternFile;
import io.patternstream.patterns.SnapshotGate;
import io.patternstream.stream.config.ConfigLoader;
import io.patternstream.stream.config.StreamConfig;
import io.patternstream.stream.kafka.SnapshotPin;
import io.patternstream.stream.profile.ModelLoader;
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
                    + " restart, until 'patterns unpin': to go back to an older snapshot, or to promote a candidate.",
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
                    "Pattern file (.npz), such as the service keeps in patterns.directory and its folder candidates.")
    private Path patterns;

    PatternsPinCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        StreamConfig config = ConfigLoader.load(file);
        Model model = ModelLoader.load(config.model());
        PatternSnapshot snapshot = PatternFile.read(patterns, model.description(), model.layers());
        List<SnapshotGate.Reason> reasons =
                SnapshotGate.create(model.layers(), 1).judge(snapshot);
        reasons.forEach(reason -> console.say("warning: " + reason.fault() + ": " + reason.detail()));
        if (!reasons.isEmpty() && !force) {
            throw new CommandException(patterns + " is not fit to explain with; --force pins it all the same");
        }
        new SnapshotPin(config.kafka(), config.topics().patterns(), model.description())
                .pin(snapshot, PatternFile.sections(snapshot, model.layers()));
        console.result("pinned " + snapshot.id());
        return 0;
    }
}
