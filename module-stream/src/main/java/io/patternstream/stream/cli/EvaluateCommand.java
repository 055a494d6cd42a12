/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.patternstream.api.explain.Explainer;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.PatternSnapshot.Provenance;
import io.patternstream.api.pattern.Regime;
import io.patternstream.api.pattern.SnapshotId;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Engine;
import io.patternstream.evaluation.signal.LayerQuality;
import io.patternstream.stream.cli.MapEvaluation.Classes;
import io.patternstream.stream.dataset.Batches;
import io.patternstream.stream.dataset.Dataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures how good explanations of a model are. */
@Command(
        name = "evaluate",
        description =
                "Measures how good explanations of your model are: the quality rho(S) of signal estimators in each"
                        + " layer; how fast the explained class disappears while the most relevant patches of images are erased;"
                        + " how much attributions change with noise, and with the class that is explained."
                        + " docs/evaluation.md explains the numbers.")
final class EvaluateCommand implements Callable<Integer> {
    private static final int MOST_AT_A_TIME = 32;
    private static final String RANDOM = "random";

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
            description = "Images that the patterns were not learned from: .npy, folders of images, IDX(.gz), CIFAR-10"
                    + " binary(.gz). F#0-999 takes only these of many.")
    private List<Path> data;

    @Option(
            names = "--methods",
            required = true,
            paramLabel = "A,B",
            description = "Comma list of methods, or all. patternattribution@linear uses the linear patterns in every"
                    + " layer; other regimes likewise. A random map is added to compare with.")
    private String methods;

    @Option(
            names = "--patterns",
            paramLabel = "P",
            description = "Pattern file. S_a needs the estimator linear, S_a+- relu and relu.negative.")
    private @Nullable Path patterns;

    @Option(
            names = "--samples",
            defaultValue = "100",
            paramLabel = "N",
            description = "Images that are explained, drawn from the data (default: 100). rho takes all.")
    private int samples;

    @Option(
            names = "--patch-size",
            defaultValue = "9",
            paramLabel = "P",
            description = "Edge of the patches that are erased, in pixels (default: 9).")
    private int patch;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "S",
            description = "What all draws begin with (default: 1). The same seed gives the same result.")
    private long seed;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Folder for evaluation.json, signal-quality.svg and degradation.svg.")
    private @Nullable Path output;

    @Mixin
    private final EngineFlags flags = new EngineFlags();

    EvaluateCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        requirePositive("--samples", samples);
        requirePositive("--patch-size", patch);
        List<EvaluatedMethod> wanted = new ArrayList<>(EvaluatedMethod.parse(RANDOM + "," + methods, patterns != null));
        Optional.ofNullable(output).ifPresent(EvaluateCommand::create);
        Dataset images = Dataset.open(data);
        LoadedModel loaded = LoadedModel.load(modelFile, images);
        requireClasses(loaded);
        wanted.removeIf(method ->
                MethodList.able(List.of(method.name()), loaded.model(), console).isEmpty());
        Optional<PatternSnapshot> snapshot =
                loaded.patterns(Optional.ofNullable(patterns), console).current();
        Dataset explained = images.some(draw(images.size()));
        List<MapEvaluation.Result> maps = explain(loaded, explained, wanted, snapshot);
        Engine engine = Engine.open(loaded.model(), flags.options(), () -> snapshot);
        engine.skippedBackends().forEach(console::say);
        List<LayerQuality> signals = new SignalEvaluation(engine, console, seed)
                .run(batches(loaded, images), images.size(), snapshot.orElseGet(EvaluateCommand::noPatterns));
        EvaluationReport report = new EvaluationReport(subject(loaded, images, engine, snapshot), signals, maps);
        report.lines().forEach(console::result);
        Optional.ofNullable(output).ifPresent(report::write);
        return 0;
    }

    /** Measures all methods on the same images; those that use the same patterns share explainers. */
    private List<MapEvaluation.Result> explain(
            LoadedModel loaded, Dataset images, List<EvaluatedMethod> wanted, Optional<PatternSnapshot> snapshot) {
        MapEvaluation evaluation = new MapEvaluation(loaded.model().description(), patch, seed);
        List<Classes> classes = new ArrayList<>();
        try (Progress progress =
                Progress.start(console, "Explaining", (long) images.size() * wanted.size(), "attributions")) {
            for (Optional<Regime> regime :
                    wanted.stream().map(EvaluatedMethod::regime).distinct().toList()) {
                List<EvaluatedMethod> served = wanted.stream()
                        .filter(method -> method.regime().equals(regime))
                        .toList();
                Optional<PatternSnapshot> active = snapshot.map(all -> regime.map(one ->
                                EvaluatedMethod.with(one, all, loaded.model().layers()))
                        .orElse(all));
                Engine engine = Engine.open(loaded.model(), flags.options(), () -> active);
                try (Explainer explainer = engine.newExplainer()) {
                    Batches batches = batches(loaded, images);
                    for (int i = 0; batches.hasNext(); i++) {
                        Tensor batch = batches.next();
                        if (classes.size() == i) {
                            classes.add(evaluation.classes(batch, explainer));
                        }
                        evaluation.add(batch, classes.get(i), served, explainer, progress);
                    }
                }
            }
        }
        return evaluation.results(wanted);
    }

    private static Batches batches(LoadedModel loaded, Dataset images) {
        return Batches.create(
                images,
                loaded.profile().preprocessing(),
                loaded.model().description().input(),
                loaded.batchSize(MOST_AT_A_TIME));
    }

    /** Positions of the images that are explained, ascending. */
    private List<Integer> draw(int all) {
        SplittableRandom random = new SplittableRandom(seed);
        TreeSet<Integer> drawn = new TreeSet<>();
        for (int last = Math.max(0, all - samples); last < all; last++) {
            int next = random.nextInt(last + 1);
            drawn.add(drawn.contains(next) ? last : next);
        }
        return List.copyOf(drawn);
    }

    private ObjectNode subject(LoadedModel loaded, Dataset images, Engine engine, Optional<PatternSnapshot> snapshot) {
        ObjectNode subject = new ObjectMapper()
                .createObjectNode()
                .put("model", loaded.model().description().name())
                .put("model_sha256", loaded.model().description().sha256())
                .put("data_images", images.size());
        snapshot.ifPresent(known -> subject.put("patterns", known.id().toString())
                .put("pattern_samples", known.provenance().samples()));
        return subject.put("patch_size", patch)
                .put("perturbations", MapEvaluation.PERTURBATIONS)
                .put("radius", MapEvaluation.RADIUS)
                .put("seed", seed)
                .put("backend", engine.backend())
                .put("precision", engine.precision().toString())
                .put("version", LibraryVersion.text());
    }

    private static PatternSnapshot noPatterns() {
        return new PatternSnapshot(
                new SnapshotId("none"), new Provenance("", List.of(), 0, Map.of(), Instant.EPOCH), List.of());
    }

    private static void requireClasses(LoadedModel loaded) {
        if (loaded.model().description().classes() < 2) {
            throw new CommandException("model " + loaded.model().description().name()
                    + " has one output: evaluate compares classes and needs at least 2");
        }
    }

    private void requirePositive(String option, int value) {
        if (value < 1) {
            throw new ParameterException(spec.commandLine(), option + " must be at least 1, but was " + value);
        }
    }

    private static void create(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new CommandException("--output " + folder + " is no folder and cannot be made one: " + e, e);
        }
    }
}
