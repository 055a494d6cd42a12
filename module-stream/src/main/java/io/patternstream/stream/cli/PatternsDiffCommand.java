/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.api.pattern.LayerPattern;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.engine.Model;
import io.patternstream.patterns.PatternDistance;
import io.patternstream.patterns.PatternFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "diff",
        description = {
            "Compares two pattern files of a model, layer by layer: cosine distance (0: same direction), norm of the second over that"
                    + " of the first, degenerate neurons of both.",
        })
final class PatternsDiffCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "M",
            description = "Model file: ONNX, Keras .h5 or DL4J zip.")
    private Path modelFile;

    @Parameters(index = "0", paramLabel = "A", description = "Pattern file (.npz).")
    private Path first;

    @Parameters(index = "1", paramLabel = "B", description = "Pattern file (.npz) to compare with it.")
    private Path second;

    PatternsDiffCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Model model = LoadedModel.load(modelFile).model();
        PatternSnapshot a = PatternFile.read(first, model.description(), model.layers());
        PatternSnapshot b = PatternFile.read(second, model.description(), model.layers());
        Map<List<Object>, LayerPattern> others = new HashMap<>();
        b.patterns().forEach(pattern -> others.put(key(pattern), pattern));
        Table table = Table.of("layer", "regime", "cosine distance", "norm ratio", "degenerate A", "degenerate B");
        for (LayerPattern pattern : a.patterns()) {
            LayerPattern other = others.remove(key(pattern));
            if (other == null) {
                console.say("warning: only " + first + " has " + name(pattern));
            } else {
                row(table, pattern, other);
            }
        }
        others.values().forEach(pattern -> console.say("warning: only " + second + " has " + name(pattern)));
        table.lines().forEach(console::result);
        return 0;
    }

    private static void row(Table table, LayerPattern a, LayerPattern b) {
        PatternDistance distance = PatternDistance.of(a, b);
        table.row(
                a.layer().name(),
                a.regime().key(),
                String.format(Locale.ROOT, "%.3g", distance.cosine()),
                String.format(Locale.ROOT, "%.4f", distance.normRatio()),
                a.degenerate().size(),
                b.degenerate().size());
    }

    private static List<Object> key(LayerPattern pattern) {
        return List.of(pattern.layer(), pattern.regime());
    }

    private static String name(LayerPattern pattern) {
        return pattern.layer() + "/" + pattern.regime().key();
    }
}
