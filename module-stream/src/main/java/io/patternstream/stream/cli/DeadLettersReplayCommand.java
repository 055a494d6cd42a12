/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.api.explain.ErrorType;
import io.patternstream.stream.config.ConfigLoader;
import io.patternstream.stream.config.StreamConfig;
import io.patternstream.stream.kafka.DeadLetterFilter;
import io.patternstream.stream.kafka.DeadLetterReplay;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Sends dead letters back to the topic that they came from. */
@Command(
        name = "replay",
        description = {
            "Sends the original bytes, key and headers of dead letters back to the topic that they came from, and prints how many"
                    + " of each kind. The dead letters stay where they are: a second run sends them again.",
        })
final class DeadLettersReplayCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The service's configuration.")
    private Path file;

    @Option(
            names = "--type",
            split = ",",
            paramLabel = "T",
            converter = TypeConverter.class,
            description = "Only those of these error types, comma separated; for example engine-failure.")
    private List<ErrorType> types = List.of();

    @Option(names = "--model", paramLabel = "NAME", description = "Only those that this model was to explain.")
    private @Nullable String model;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only those that died then or later, as 2026-01-31T12:00:00Z.")
    private @Nullable Instant since;

    @Option(names = "--until", paramLabel = "TIME", description = "Only those that died before.")
    private @Nullable Instant until;

    @Option(
            names = "--topic",
            paramLabel = "NAME",
            description = "The topic that they came from (default: the configuration's image topic).")
    private @Nullable String topic;

    @Option(
            names = "--rate",
            defaultValue = "1000",
            paramLabel = "R",
            description = "Most records a second (default: 1000).")
    private double rate;

    @Option(names = "--dry-run", description = "Counts, but sends nothing.")
    private boolean dry;

    DeadLettersReplayCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (!(rate > 0)) {
            throw new CommandException("--rate " + rate + " must be more than 0");
        }
        StreamConfig config = ConfigLoader.load(file);
        String source = topic == null ? config.topics().images() : topic;
        DeadLetterFilter filter = new DeadLetterFilter(
                source,
                Set.copyOf(types),
                Optional.ofNullable(model),
                Optional.ofNullable(since),
                Optional.ofNullable(until));
        report(source, new DeadLetterReplay(config.kafka(), config.topics().deadLetters(), filter, rate).run(dry));
        return 0;
    }

    private void report(String source, DeadLetterReplay.Report report) {
        Table table = Table.of("error type", "dead letters");
        new TreeMap<>(report.matching()).forEach(table::row);
        table.lines().forEach(console::result);
        if (report.withoutBytes() > 0) {
            console.say(report.withoutBytes() + " of them are without their bytes, which the broker refused to keep;"
                    + " these cannot be sent");
        }
        console.say(
                dry
                        ? "Dry run: nothing was sent to " + source
                        : "Sent " + report.sent() + " of " + report.read() + " dead letters back to " + source);
    }

    /** Error types by the names that dead letters have. */
    static final class TypeConverter implements ITypeConverter<ErrorType> {
        @Override
        public ErrorType convert(String value) {
            return Arrays.stream(ErrorType.values())
                    .filter(type -> type.code().equalsIgnoreCase(value.strip()))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("'" + value + "' is none of "
                            + Arrays.stream(ErrorType.values())
                                    .map(ErrorType::code)
                                    .collect(Collectors.joining(", "))));
        }
    }
}
