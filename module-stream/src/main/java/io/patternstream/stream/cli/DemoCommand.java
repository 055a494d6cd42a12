/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.stream.broker.BrokerProcess;
import io.patternstream.stream.config.StreamConfig;
import io.patternstream.stream.demo.DemoTopics;
import io.patternstream.stream.demo.DriftKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the whole thing with nothing else installed: broker, topics, service, replayed images, training images. */
@Command(
        name = "demo",
        description = {
            "Runs everything on this machine: a real Kafka broker, the service, a replay of real images and a stream of"
                    + " training images. Watch it on the dashboard; Ctrl-C drains and stops all of it.",
        })
final class DemoCommand implements Callable<Integer> {
    private static final long BROKER_SECONDS = 60;

    private final Console console;
    private final Home home;
    private final ServiceStarter starter;

    @Spec
    private CommandSpec spec;

    @Option(names = "--port", defaultValue = "8080", paramLabel = "P", description = "Dashboard (default: 8080).")
    private int port;

    @Option(
            names = "--management-port",
            defaultValue = "8081",
            paramLabel = "P",
            description = "Health and metrics (default: 8081).")
    private int managementPort;

    @Option(names = "--kafka-port", defaultValue = "9092", paramLabel = "P", description = "Kafka (default: 9092).")
    private int kafkaPort;

    @Option(
            names = "--rate",
            paramLabel = "R",
            description =
                    "Images a second (default: 80, or 10 with a model of yours). A slower service slows the replay.")
    private @Nullable Double rate;

    @Option(
            names = "--duration",
            paramLabel = "D",
            converter = DurationOption.class,
            description = "Stops after this time, for example 90, 5m or 1h (default: runs until Ctrl-C).")
    private @Nullable Duration duration;

    @Option(names = "--model", paramLabel = "M", description = "A model of yours; needs --images.")
    private @Nullable Path model;

    @Option(names = "--images", paramLabel = "DIR", description = "Folder of PNG and JPEG images; needs --model.")
    private @Nullable Path images;

    @Option(
            names = "--drift",
            paramLabel = "KIND",
            description = "Lets the training images change after a while: brightness, contrast, noise or inversion.")
    private @Nullable DriftKind drift;

    DemoCommand(Console console, Home home, ServiceStarter starter) {
        this.console = console;
        this.home = home;
        this.starter = starter;
    }

    @Override
    public Integer call() {
        checkOptions();
        DemoPlan plan = plan();
        StopSignal stop = StopSignal.install();
        TemporaryFolder temporary = TemporaryFolder.create(home.temporary(), "patternstream-demo-");
        try (temporary;
                BrokerProcess broker = BrokerProcess.startTemporary(home.broker(), kafkaPort, temporary.path())) {
            console.say("Starting Kafka on port " + kafkaPort);
            broker.awaitReady(BROKER_SECONDS);
            broker.onFailure(reason -> giveUp(reason, temporary));
            StreamConfig config = plan.config(broker.bootstrapServers(), port, managementPort, temporary.path());
            DemoTopics.create(broker.bootstrapServers(), config.topics());
            boolean drained = new DemoRun(console, plan, config, stop).run(starter, duration);
            return drained ? 0 : ServeCommand.DRAIN_TIMED_OUT;
        }
    }

    /** Without its broker, for example because the disk is full, the demo has nothing to drain and nobody to wait for. */
    private void giveUp(String reason, TemporaryFolder temporary) {
        console.say(spec.qualifiedName() + ": " + reason);
        temporary.close();
        Runtime.getRuntime().halt(spec.exitCodeOnExecutionException());
    }

    private void checkOptions() {
        if ((model == null) != (images == null)) {
            throw new ParameterException(spec.commandLine(), "--model and --images go together");
        }
        if (rate != null && !(rate > 0 && rate < Double.POSITIVE_INFINITY)) {
            throw new ParameterException(spec.commandLine(), "--rate must be more than 0, but was " + rate);
        }
        if (Set.of(port, managementPort, kafkaPort).size() < 3) {
            throw new ParameterException(
                    spec.commandLine(), "--port, --management-port and --kafka-port must differ from each other");
        }
        Ports.check(port, "--port");
        Ports.check(managementPort, "--management-port");
        Ports.check(kafkaPort, "--kafka-port");
    }

    private DemoPlan plan() {
        double wanted = rate == null ? 0 : rate;
        return model != null && images != null
                ? DemoPlan.own(model, images, wanted, Optional.ofNullable(drift))
                : DemoPlan.bundled(home.demo(), wanted, Optional.ofNullable(drift));
    }
}
