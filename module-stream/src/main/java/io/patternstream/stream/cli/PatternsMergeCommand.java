/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.patterns.PatternMismatchException;
import io.patternstream.patterns.PatternTrainer;
import io.patternstream.patterns.StatisticsFile;
import io.patternstream.patterns.StatisticsFile.Shard;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Merges the statistics of shards. */
@Command(
        name = "merge",
        description = {
            "Merges the statistics of shards, from files of 'patterns compute' or of the service's state directory: the"
                    + " patterns are those of one pass over all their images.",
        })
final class PatternsMergeCommand implements Callable<Integer> {
    private static final String HALF_LIFE = "half_life";
    private static final String NEVER = "never";

    private final Console console;

    @Parameters(arity = "1..*", paramLabel = "P", description = "Pattern files (.npz) with statistics, of one model.")
    private List<Path> files;

    @Option(names = "--output", required = true, paramLabel = "P", description = "Pattern file (.npz) to write.")
    private Path output;

    PatternsMergeCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        OutputFile.require(output, "--output");
        InstantSource clock = InstantSource.system();
        Shard first = StatisticsFile.read(files.get(0), clock);
        PatternTrainer merged = first.trainer();
        Map<String, Long> offsets = new TreeMap<>(first.provenance().offsets());
        for (Path file : files.subList(1, files.size())) {
            Shard next = StatisticsFile.read(file, clock);
            requireSameFading(first, next, file);
            next.provenance().offsets().forEach((partition, offset) -> {
                if (offsets.putIfAbsent(partition, offset) != null) {
                    throw new CommandException(file + " and a file before it both hold records of " + partition
                            + ": merging them would count these twice; give only the newest file of each partition");
                }
            });
            try {
                merged.combine(next.trainer());
            } catch (PatternMismatchException e) {
                throw new CommandException(file + " cannot be merged with " + files.get(0) + ": " + e.getMessage(), e);
            }
        }
        PatternSnapshot snapshot = merged.snapshot(offsets);
        StatisticsFile.write(output, merged, snapshot);
        PatternsComputeCommand.say(console, snapshot, output);
        return 0;
    }

    private void requireSameFading(Shard first, Shard next, Path file) {
        String mine = first.labels().getOrDefault(HALF_LIFE, NEVER);
        String other = next.labels().getOrDefault(HALF_LIFE, NEVER);
        if (!mine.equals(other)) {
            throw new CommandException(file + " was learned with patterns.half-life " + other + ", " + files.get(0)
                    + " with " + mine + ": their images do not count alike; merge files of one setting");
        }
    }
}
