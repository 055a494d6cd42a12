/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.api.explain.ExplainRequest;
import io.patternstream.api.explain.Explainer;
import io.patternstream.api.explain.Explanations;
import io.patternstream.api.explain.Target;
import io.patternstream.api.pattern.PatternSource;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Engine;
import io.patternstream.engine.EngineOptions;
import io.patternstream.engine.spi.Precision;
import io.patternstream.stream.dataset.Batches;
import io.patternstream.stream.dataset.Dataset;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Compares explanations in bfloat16 with those in float32. */
@Command(
        name = "precision",
        description =
                "Measures on your model and images what bfloat16 costs: in how many images it sees the same class as"
                        + " float32, and how far its heatmaps of float32's class are from float32's (cosine; 1 is the same).")
final class PrecisionCommand implements Callable<Integer> {
    private static final int MOST_AT_A_TIME = 16;
    private static final double PERCENT = 100;

    private final Console console;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "M",
            description = "Model file: ONNX, Keras .h5 or DL4J zip.")
    private Path modelFile;

    @Option(
            names = "--input",
            required = true,
            arity = "1..*",
            paramLabel = "F",
            description =
                    "Images (PNG, JPEG), folders of them, .npy, IDX(.gz), CIFAR-10 binary(.gz); F#0-199 takes only these.")
    private List<Path> inputs;

    @Option(
            names = "--method",
            defaultValue = "all",
            paramLabel = "NAME[,NAME...]",
            description = "Explanation methods: one, a comma list, or all (default).")
    private String method;

    @Option(
            names = "--precision",
            defaultValue = "bf16",
            paramLabel = "bf16|bf16_backward",
            description = "What is compared with float32 (default: bf16).")
    private Precision precision;

    @Option(names = "--patterns", paramLabel = "F", description = "Pattern file, for methods that need patterns.")
    private @Nullable Path patterns;

    @Option(
            names = "--preprocess",
            paramLabel = "P",
            description = "Preprocessing of images: imagenet, imagenet-caffe, mobilenet, cifar10, unit, raw"
                    + " (default: the model's own).")
    private @Nullable String preprocess;

    PrecisionCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Dataset dataset = Dataset.open(inputs);
        LoadedModel loaded = LoadedModel.load(modelFile, dataset);
        List<String> wanted = MethodList.parse(method, patterns != null);
        List<String> methods = MethodList.all(method) ? MethodList.able(wanted, loaded.model(), console) : wanted;
        PatternSource active = loaded.patterns(Optional.ofNullable(patterns), console);
        Batches batches = Batches.create(
                dataset,
                loaded.preprocessing(Optional.ofNullable(preprocess)),
                loaded.model().description().input(),
                loaded.batchSize(MOST_AT_A_TIME));
        Agreement agreement = Agreement.create();
        // bfloat16 first: where there is none, its message says so
        try (Explainer reduced = engine(loaded, precision, active).newExplainer();
                Explainer full = engine(loaded, Precision.F32, active).newExplainer();
                Progress progress = Progress.start(console, "Comparing", dataset.size(), "images")) {
            while (batches.hasNext()) {
                Tensor batch = batches.next();
                compare(batch, methods, full, reduced, agreement);
                progress.step(batch.shape().dimension(0));
            }
        }
        table(methods, agreement).lines().forEach(console::result);
        console.result(String.format(
                Locale.ROOT,
                "same class: %d of %d images (%.1f %%)",
                agreement.sameClass(),
                agreement.images(),
                PERCENT * agreement.sameClass() / agreement.images()));
        return 0;
    }

    private static Engine engine(LoadedModel loaded, Precision precision, PatternSource patterns) {
        return Engine.open(loaded.model(), EngineOptions.defaults().withPrecision(precision), patterns);
    }

    /** Both explain the class that float32 sees. */
    private static void compare(
            Tensor batch, List<String> methods, Explainer full, Explainer reduced, Agreement agreement) {
        List<Target> seen = Collections.nCopies(batch.shape().dimension(0), new Target.MaxOutput());
        Explanations expected = full.explain(ExplainRequest.of(batch, methods, seen));
        List<Target> classes = expected.attributions().get(0).samples().stream()
                .<Target>map(sample -> new Target.ClassIndex(sample.classes().get(0)))
                .toList();
        agreement.add(expected, reduced.explain(ExplainRequest.of(batch, methods, classes)));
    }

    private static Table table(List<String> methods, Agreement agreement) {
        Table table = Table.of("method", "mean", "median", "lowest 1 %", "least");
        for (String name : methods) {
            Cosines cosines = agreement.cosines(name);
            table.row(
                    name,
                    number(cosines.mean()),
                    number(cosines.quantile(0.5)),
                    number(cosines.quantile(0.01)),
                    number(cosines.quantile(0)));
        }
        return table;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
