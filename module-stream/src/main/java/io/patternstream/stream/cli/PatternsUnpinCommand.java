/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.stream.config.ConfigLoader;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "unpin", description = "Lets all instances of a service explain with the newest patterns again.")
final class PatternsUnpinCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The service's configuration.")
    private Path file;

    PatternsUnpinCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Optional<String> pinned = PatternOperator.load(ConfigLoader.load(file)).unpin();
        if (pinned.isEmpty()) {
            console.say("No snapshot is pinned");
            return 0;
        }
        console.result("unpinned " + pinned.get());
        return 0;
    }
}
