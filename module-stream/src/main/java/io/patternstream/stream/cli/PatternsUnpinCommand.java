/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.api.model.ModelDescription;
import io.patternstream.stream.config.ConfigLoader;
import io.patternstream.stream.config.StreamConfig;
import io.patternstream.stream.kafka.SnapshotCatalogue;
import io.patternstream.stream.kafka.SnapshotPin;
import io.patternstream.stream.profile.ModelLoader;
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
        StreamConfig config = ConfigLoader.load(file);
        ModelDescription model = ModelLoader.load(config.model()).description();
        String topic = config.topics().patterns();
        Optional<String> pinned =
                new SnapshotCatalogue(config.kafka(), topic, model).read().pinned();
        if (pinned.isEmpty()) {
            console.say("No snapshot is pinned");
            return 0;
        }
        new SnapshotPin(config.kafka(), topic, model).unpin();
        console.result("unpinned " + pinned.get());
        return 0;
    }
}
