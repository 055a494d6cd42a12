/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.stream.broker.BrokerProcess;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs only the embedded broker. */
@Command(
        name = "broker",
        description = "Runs a real Kafka broker on 127.0.0.1 until it is stopped; its data stays in the directory.")
final class BrokerCommand implements Callable<Integer> {
    private static final long START_SECONDS = 60;

    private final Console console;
    private final Home home;

    @Option(names = "--port", required = true, paramLabel = "P", description = "Port that clients connect to.")
    private int port;

    @Option(
            names = "--dir",
            required = true,
            paramLabel = "D",
            description = "Directory of its data; created if absent.")
    private Path directory;

    BrokerCommand(Console console, Home home) {
        this.console = console;
        this.home = home;
    }

    @Override
    public Integer call() {
        Ports.check(port, "--port");
        try (BrokerProcess broker = BrokerProcess.start(home.broker(), port, directory.toAbsolutePath())) {
            StopSignal stop = StopSignal.install();
            AtomicReference<@Nullable String> failure = new AtomicReference<>();
            broker.awaitReady(START_SECONDS);
            broker.onFailure(reason -> {
                failure.set(reason);
                stop.raise();
            });
            console.say("Kafka broker ready on " + broker.bootstrapServers() + ", data in " + directory
                    + "; Ctrl-C stops it");
            stop.await();
            String reason = failure.get();
            if (reason != null) {
                throw new CommandException(reason);
            }
            return 0;
        }
    }
}
