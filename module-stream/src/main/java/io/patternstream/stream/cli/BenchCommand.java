/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.api.pattern.PatternSource;
import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.Engine;
import io.patternstream.engine.EngineOptions;
import io.patternstream.engine.spi.Precision;
import io.patternstream.engine.spi.Roofline;
import io.patternstream.stream.dataset.Dataset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Times whole explanations, or the learning of patterns. */
@Command(
        name = "bench",
        description =
                "Times explanations of random images, from preprocessed batch to finished heatmaps, or the learning of"
                        + " patterns from them. Prints one JSON"
                        + " object: milliseconds per batch, images per second, and with --roofline how near that is to what the"
                        + " bare convolutions and dense layers take.")
final class BenchCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "M",
            description = "Model file, or one with random weights: builtin:vgg16, builtin:squeezenet, builtin:resnet50,"
                    + " builtin:mobilenet.")
    private String model;

    @Option(
            names = "--method",
            required = true,
            paramLabel = "NAME[,NAME...]",
            description =
                    "Explanation methods that share each batch: one, a comma list, or all; or statistics: what learning"
                            + " patterns from a batch takes.")
    private String method;

    @Option(names = "--batch", defaultValue = "1", paramLabel = "N", description = "Images in a batch (default: 1).")
    private int batch;

    @Option(
            names = "--iterations",
            defaultValue = "20",
            paramLabel = "K",
            description = "Batches that are timed (default: 20).")
    private int iterations;

    @Option(
            names = "--warmup",
            defaultValue = "5",
            paramLabel = "K",
            description = "Batches before those (default: 5).")
    private int warmup;

    @Option(
            names = "--image-size",
            paramLabel = "S",
            description = "Height and width of the images of a builtin model (default: 224).")
    private @Nullable Integer imageSize;

    @Option(
            names = "--input",
            arity = "1..*",
            paramLabel = "F",
            description =
                    "Pictures, as for explain: each batch is decoded and preprocessed as part of the work (default: random"
                            + " values, which are there already).")
    private List<Path> inputs = List.of();

    @Option(
            names = "--workers",
            defaultValue = "1",
            paramLabel = "W",
            description = "Workers that share out the batches, with --threads each (default: 1).")
    private int workers;

    @Option(
            names = "--patterns",
            paramLabel = "F",
            description = "Pattern file, for methods that need patterns (default: random patterns).")
    private @Nullable Path patterns;

    @Option(
            names = "--roofline",
            description = "Also time the bare convolutions and dense layers of the same work, in the same loop.")
    private boolean roofline;

    @Option(
            names = "--against",
            paramLabel = "f32|bf16|bf16_backward",
            description = "Also time the same work in this precision, in the same loop.")
    private @Nullable Precision against;

    @Mixin
    private final EngineFlags flags = new EngineFlags();

    BenchCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        require("--batch", batch, 1);
        require("--iterations", iterations, 1);
        require("--warmup", warmup, 0);
        require("--workers", workers, 1);
        if (workers > 1 && (roofline || against != null)) {
            throw new ParameterException(
                    spec.commandLine(), "--roofline and --against are for one worker; leave them or --workers out");
        }
        BenchModel subject = BenchModel.load(model, imageSize);
        BenchImages images = images(subject);
        BenchWork work = method.strip().equalsIgnoreCase(BenchWork.STATISTICS)
                ? new BenchWork.Learning(subject.model(), images)
                : new BenchWork.Explanation(methods(subject), images);
        EngineOptions options = flags.explicit(workers);
        PatternSource source = patterns(subject, work);
        Engine engine = Engine.open(subject.model(), options, source);
        engine.skippedBackends().forEach(console::say);
        Optional<Engine> other = Optional.ofNullable(against)
                .map(precision -> Engine.open(subject.model(), options.withPrecision(precision), source));
        BenchTimes times = workers == 1 ? measure(engine, other, work) : BenchTimes.of(crew(engine, work));
        console.result(new BenchReport(subject, engine, options, work, workers, warmup).json(times));
        return 0;
    }

    private BenchImages images(BenchModel subject) {
        Shape input = subject.model().description().input();
        return inputs.isEmpty()
                ? BenchImages.random(input, batch)
                : BenchImages.decoded(Dataset.open(inputs), subject.preprocessing(), input, batch);
    }

    private List<String> methods(BenchModel subject) {
        List<String> methods = MethodList.able(MethodList.parse(method, true), subject.model(), console);
        if (methods.isEmpty()) {
            throw new CommandException("no method is left to time");
        }
        return methods;
    }

    private PatternSource patterns(BenchModel subject, BenchWork work) {
        return work instanceof BenchWork.Explanation explanation
                ? subject.patterns(Optional.ofNullable(patterns), explanation.methods(), console)
                : Optional::empty;
    }

    /** The work, and the roofline and the other precision if they are asked for. */
    private BenchTimes measure(Engine engine, Optional<Engine> other, BenchWork work) {
        try (BenchWork.Ready ready = work.ready(engine);
                Roofline bare = roofline ? roofline(engine, work) : null;
                BenchWork.Ready second = other.map(work::ready).orElse(null);
                Progress progress = Progress.start(console, "Timing", (long) warmup + iterations, "batches")) {
            List<Runnable> tasks = new ArrayList<>();
            tasks.add(ready);
            Optional.ofNullable(bare).ifPresent(primitives -> tasks.add(primitives::run));
            Optional.ofNullable(second).ifPresent(tasks::add);
            List<Timings> timings =
                    new Stopwatch(console.nanoClock(), warmup, iterations).time(tasks, () -> progress.step(1));
            return BenchTimes.of(
                    timings.get(0),
                    bare == null ? Optional.empty() : Optional.of(timings.get(1)),
                    other.map(Engine::precision),
                    other.map(any -> timings.get(timings.size() - 1)));
        }
    }

    /** The work by several workers. */
    private Crew.Result crew(Engine engine, BenchWork work) throws InterruptedException {
        List<BenchWork.Ready> ready = new ArrayList<>();
        try (Progress progress = Progress.start(console, "Timing", iterations, "batches")) {
            for (int i = 0; i < workers; i++) {
                ready.add(work.ready(engine));
            }
            return new Crew(console.nanoClock(), warmup, iterations).time(ready, () -> {
                synchronized (progress) {
                    progress.step(1);
                }
            });
        } finally {
            ready.forEach(BenchWork.Ready::close);
        }
    }

    private Roofline roofline(Engine engine, BenchWork work) {
        return work.roofline(engine)
                .orElseThrow(() -> new CommandException("backend '" + engine.backend()
                        + "' cannot run its primitives on their own: leave --roofline out, or use --backend onednn"));
    }

    private void require(String option, int value, int least) {
        if (value < least) {
            throw new ParameterException(
                    spec.commandLine(), option + " must be at least " + least + ", but was " + value);
        }
    }
}
