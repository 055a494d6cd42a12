/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.stream.config.ConfigLoader;
import io.patternstream.stream.config.StreamConfig;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the service against the user's own Kafka. */
@Command(name = "serve", description = "Runs the service with a configuration file until it is stopped; then drains.")
final class ServeCommand implements Callable<Integer> {
    static final int DRAIN_TIMED_OUT = 3;

    private final Console console;
    private final ServiceStarter starter;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "YAML configuration.")
    private Path file;

    ServeCommand(Console console, ServiceStarter starter) {
        this.console = console;
        this.starter = starter;
    }

    @Override
    public Integer call() {
        StreamConfig config = ConfigLoader.load(file);
        StopSignal stop = StopSignal.install();
        Optional<RunningService> started =
                stop.unlessRaised(() -> starter.start(() -> ConfigLoader.load(file), record -> {}));
        if (started.isEmpty()) {
            console.say("Stopped before it took in anything");
            return 0;
        }
        return serve(config, started.get(), stop);
    }

    private int serve(StreamConfig config, RunningService service, StopSignal stop) {
        console.say("Serving " + config.model().file() + " from "
                + config.kafka().bootstrapServers() + ": dashboard http://"
                + config.http().host() + ":" + config.http().port() + ", metrics http://"
                + config.management().host() + ":" + config.management().port() + "/metrics; Ctrl-C drains and stops");
        stop.await();
        console.say("Draining");
        if (!service.stop()) {
            console.say("stopped, but not everything in flight was finished within "
                    + config.limits().drainTimeout().toSeconds() + " s; what was not will be read again");
            return DRAIN_TIMED_OUT;
        }
        return 0;
    }
}
