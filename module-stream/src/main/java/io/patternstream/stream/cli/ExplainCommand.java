/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.api.explain.ExplainRequest;
import io.patternstream.api.explain.Explainer;
import io.patternstream.api.explain.Explanations;
import io.patternstream.api.explain.StartValue;
import io.patternstream.api.explain.Target;
import io.patternstream.api.pattern.PatternSource;
import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.Engine;
import io.patternstream.engine.preprocess.Preprocessing;
import io.patternstream.stream.dataset.Dataset;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Explains files. */
@Command(
        name = "explain",
        description =
                "Explains images or arrays from files. Prints one JSON object per sample and method: what the model sees in it,"
                        + " and what exactly was explained.")
final class ExplainCommand implements Callable<Integer> {
    private static final int MOST_AT_A_TIME = 16;

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
            names = "--method",
            required = true,
            paramLabel = "NAME[,NAME...]",
            description = "Explanation methods: one, a comma list, or all.")
    private String method;

    @Option(
            names = "--input",
            required = true,
            arity = "1..*",
            paramLabel = "F",
            description =
                    "Images (PNG, JPEG), folders of them, IDX(.gz), CIFAR-10 binary(.gz), or .npy float32 [N,C,H,W] taken as"
                            + " already preprocessed. F#3 or F#0-7 takes only these of many.")
    private List<Path> inputs;

    @Option(
            names = "--output",
            paramLabel = "F",
            description =
                    "Where the attributions go: .npy float32 shaped like the input, .npz one such array per method,"
                            + " or .png a picture: a row per image, a column per method.")
    private @Nullable Path output;

    @Mixin
    private final PictureOptions picture = new PictureOptions();

    @Option(names = "--logits", paramLabel = "F", description = "Where the logits [N,K] go: .npy.")
    private @Nullable Path logits;

    @Option(
            names = "--target",
            paramLabel = "T",
            description = "max_output, a class index, none: all classes, top:k: the k largest, contrast:a,b: class a"
                    + " minus class b, or a comma list of these, one per sample"
                    + " (default: the model's own, else max_output).")
    private @Nullable String target;

    @Option(names = "--patterns", paramLabel = "F", description = "Pattern file, for methods that need patterns.")
    private @Nullable Path patterns;

    @Option(
            names = "--start",
            paramLabel = "logit|one",
            description = "What the backward pass starts with, instead of the method's own.")
    private @Nullable StartValue start;

    @Mixin
    private final EngineFlags flags = new EngineFlags();

    @Option(
            names = "--preprocess",
            paramLabel = "P",
            description = "Preprocessing of images: imagenet, imagenet-caffe, mobilenet, cifar10, unit, raw"
                    + " (default: the model's own).")
    private @Nullable String preprocess;

    ExplainCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        checkOptions();
        List<String> wanted = MethodList.parse(method, patterns != null);
        Optional<ExplainOutput> kind = outputKind(wanted);
        Dataset dataset = Dataset.open(inputs);
        LoadedModel model = LoadedModel.load(modelFile, dataset);
        List<String> methods = MethodList.all(method) ? MethodList.able(wanted, model.model(), console) : wanted;
        PatternSource active = model.patterns(Optional.ofNullable(patterns), console);
        Shape input = model.model().description().input();
        if (kind.equals(Optional.of(ExplainOutput.PNG))) {
            ExplainPicture.requireDrawable(input);
        }
        Preprocessing preprocessing = model.preprocessing(Optional.ofNullable(preprocess));
        ExplainInputs samples = ExplainInputs.read(dataset, preprocessing, input);
        int count = samples.samples().size();
        List<Target> targets =
                target == null ? Collections.nCopies(count, model.profile().target()) : TargetList.parse(target, count);
        Engine engine = Engine.open(model.model(), flags.options(), active);
        engine.skippedBackends().forEach(console::say);
        int batchSize = model.batchSize(MOST_AT_A_TIME);
        ExplainResult result = ExplainResult.create(model, samples, engine);
        try (Explainer explainer = engine.newExplainer();
                Progress progress = Progress.start(console, "Explaining", count, "samples")) {
            for (int from = 0; from < count; from += batchSize) {
                int to = Math.min(from + batchSize, count);
                Explanations batch = explainer.explain(
                        ExplainRequest.of(samples.batch(from, to), methods, targets.subList(from, to), start));
                result.add(batch);
                progress.step(to - from);
            }
        }
        result.predictions().forEach(console::result);
        result.notFinite().forEach(console::say);
        kind.ifPresent(chosen -> write(chosen, result, new ExplainPicture(input, preprocessing, picture)));
        Optional.ofNullable(logits).ifPresent(result::writeLogits);
        return 0;
    }

    private void write(ExplainOutput kind, ExplainResult result, ExplainPicture drawing) {
        Path file = Objects.requireNonNull(output);
        switch (kind) {
            case NPY -> result.writeArray(file);
            case NPZ -> result.writeArrays(file);
            case PNG -> result.writePicture(file, drawing);
        }
    }

    private Optional<ExplainOutput> outputKind(List<String> methods) {
        Optional<ExplainOutput> kind = Optional.ofNullable(output).flatMap(ExplainOutput::of);
        if (output != null && kind.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "--output must end in .npy, .npz or .png, but was " + output);
        }
        if (methods.size() > 1 && kind.equals(Optional.of(ExplainOutput.NPY))) {
            throw new ParameterException(
                    spec.commandLine(), "--output .npy holds one method: use .npz or .png for " + methods);
        }
        picture.check(kind.equals(Optional.of(ExplainOutput.PNG)));
        return kind;
    }

    private void checkOptions() {
        if (logits != null && !logits.toString().endsWith(".npy")) {
            throw new ParameterException(spec.commandLine(), "--logits must end in .npy, but was " + logits);
        }
        Optional.ofNullable(output).ifPresent(file -> OutputFile.require(file, "--output"));
        Optional.ofNullable(logits).ifPresent(file -> OutputFile.require(file, "--logits"));
    }
}
