/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.api.pattern.ActivationSource;
import io.patternstream.api.pattern.LayerPattern;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Engine;
import io.patternstream.engine.Model;
import io.patternstream.patterns.PatternFile;
import io.patternstream.patterns.PatternTrainer;
import io.patternstream.patterns.StatisticsFile;
import io.patternstream.stream.dataset.Batches;
import io.patternstream.stream.dataset.Dataset;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Computes patterns from files. */
@Command(name = "compute", description = "Computes patterns from training images and writes them to a file.")
final class PatternsComputeCommand implements Callable<Integer> {
    private static final int MOST_AT_A_TIME = 64;

    private final Console console;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "M",
            description = "Model file: ONNX, Keras .h5 or DL4J zip.")
    private Path modelFile;

    @Option(
            names = "--data",
            required = true,
            arity = "1..*",
            paramLabel = "F",
            description =
                    "Training images: .npy, folders of images, IDX(.gz), CIFAR-10 binary(.gz). F#0-999 takes only these of many.")
    private List<Path> data;

    @Option(names = "--output", required = true, paramLabel = "P", description = "Pattern file (.npz) to write.")
    private Path output;

    @Option(
            names = "--estimator",
            arity = "1..*",
            defaultValue = "linear,relu",
            split = ",",
            paramLabel = "E",
            description = "linear, relu, relu.negative, relu.centred (default: linear and relu).")
    private List<String> estimators;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            description = "Images at a time (default: 64, fewer for models that need much memory).")
    private @Nullable Integer batchSize;

    @Option(
            names = "--positions",
            defaultValue = "0",
            paramLabel = "P",
            description =
                    "Samples patches: of a convolution with more than P lines or columns of output positions every"
                            + " second, third, ... line and column (default: all patches).")
    private int positions;

    @Option(
            names = "--patterns-only",
            description = "Leaves the statistics out: a ninth of the size, but it cannot be merged with others.")
    private boolean patternsOnly;

    @Mixin
    private final EngineFlags flags = new EngineFlags();

    PatternsComputeCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (batchSize != null && batchSize < 1) {
            throw new ParameterException(spec.commandLine(), "--batch-size must be at least 1, but was " + batchSize);
        }
        if (positions < 0) {
            throw new ParameterException(spec.commandLine(), "--positions must be at least 1, but was " + positions);
        }
        OutputFile.require(output, "--output");
        Dataset images = Dataset.open(data);
        LoadedModel loaded = LoadedModel.load(modelFile, images);
        Model model = loaded.model();
        PatternTrainer trainer =
                PatternTrainer.create(model.description(), model.layers(), estimators, InstantSource.system());
        Engine engine = Engine.open(model, flags.options(), Optional::empty);
        int size = batchSize == null ? loaded.batchSize(MOST_AT_A_TIME) : batchSize;
        Batches batches = Batches.create(
                images, loaded.profile().preprocessing(), model.description().input(), size);
        try (ActivationSource source = engine.newActivationSource(positions);
                Progress progress = Progress.start(console, "Learning", images.size(), "images")) {
            while (batches.hasNext()) {
                Tensor batch = batches.next();
                source.observe(batch, trainer);
                trainer.folded(batch.shape().dimension(0));
                progress.step(batch.shape().dimension(0));
            }
        }
        PatternSnapshot snapshot = trainer.snapshot(Map.of());
        if (patternsOnly) {
            PatternFile.write(output, snapshot, model.layers());
        } else {
            StatisticsFile.write(output, trainer, snapshot);
        }
        say(console, snapshot, output);
        return 0;
    }

    /** Says what was written. */
    static void say(Console console, PatternSnapshot snapshot, Path output) {
        long layers =
                snapshot.patterns().stream().map(LayerPattern::layer).distinct().count();
        long degenerate = snapshot.patterns().stream()
                .map(LayerPattern::degenerate)
                .mapToLong(List::size)
                .sum();
        console.say("Patterns of " + layers + " layers from "
                + snapshot.provenance().samples() + " images, " + degenerate + " degenerate neurons, written to "
                + output);
    }
}
