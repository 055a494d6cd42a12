/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.engine.Model;
import io.patternstream.patterns.PatternComparison;
import io.patternstream.patterns.PatternFile;
import io.patternstream.stream.config.ConfigLoader;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "diff",
        description = {
            "Compares two snapshots of a model, layer by layer: cosine distance (0: same direction), norm of the second over that"
                    + " of the first, degenerate neurons of both.",
        })
final class PatternsDiffCommand implements Callable<Integer> {
    private final Console console;

    @ArgGroup(multiplicity = "1")
    private Of of = new Of();

    @Parameters(
            index = "0",
            paramLabel = "A",
            description = "Pattern file (.npz) or, with --config, name of a snapshot that the service has kept.")
    private String first;

    @Parameters(index = "1", paramLabel = "B", description = "Another to compare with it.")
    private String second;

    /** Whose patterns they are. */
    private static final class Of {
        @Option(names = "--model", paramLabel = "M", description = "Model file: ONNX, Keras .h5 or DL4J zip.")
        private @Nullable Path model;

        @Option(names = "--config", paramLabel = "FILE", description = "The service's configuration.")
        private @Nullable Path config;
    }

    PatternsDiffCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Function<String, PatternSnapshot> reader = reader();
        PatternComparison comparison = PatternComparison.of(reader.apply(first), reader.apply(second));
        comparison.onlyFirst().forEach(name -> console.say("warning: only " + first + " has " + name));
        comparison.onlySecond().forEach(name -> console.say("warning: only " + second + " has " + name));
        Table table = Table.of("layer", "regime", "cosine distance", "norm ratio", "degenerate A", "degenerate B");
        for (PatternComparison.Entry entry : comparison.both()) {
            table.row(
                    entry.layer().name(),
                    entry.regime().key(),
                    String.format(Locale.ROOT, "%.3g", entry.distance().cosine()),
                    String.format(Locale.ROOT, "%.4f", entry.distance().normRatio()),
                    entry.firstDegenerate(),
                    entry.secondDegenerate());
        }
        table.lines().forEach(console::result);
        return 0;
    }

    private Function<String, PatternSnapshot> reader() {
        if (of.config != null) {
            PatternOperator operator = PatternOperator.load(ConfigLoader.load(of.config));
            return patterns -> operator.read(operator.file(patterns)).snapshot();
        }
        Model model = LoadedModel.load(Objects.requireNonNull(of.model)).model();
        return patterns -> PatternFile.read(Path.of(patterns), model.description(), model.layers());
    }
}
