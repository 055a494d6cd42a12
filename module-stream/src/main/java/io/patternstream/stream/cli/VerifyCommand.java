/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Engine;
import io.patternstream.engine.verify.Finding;
import io.patternstream.engine.verify.Finding.Verdict;
import io.patternstream.engine.verify.Verification;
import io.patternstream.stream.dataset.Dataset;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks the invariants of explanations on the user's own model. */
@Command(
        name = "verify",
        description = "Checks on your model what must hold of its explanations, whatever the model: that gradients are"
                + " gradients, that relevance is conserved, that batches do not mix, that patterns fit. Prints one row per"
                + " check; the status is 1 if one failed. docs/invariants.md explains the numbers.")
final class VerifyCommand implements Callable<Integer> {
    private static final int MOST_IMAGES = 4;
    private static final int RANDOM_IMAGES = 3;
    private static final long SEED = 1;

    private final Console console;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "M",
            description = "Model file: ONNX, Keras .h5 or DL4J zip.")
    private Path modelFile;

    @Option(names = "--patterns", paramLabel = "P", description = "Pattern file to check with the model.")
    private @Nullable Path patterns;

    @Option(
            names = "--input",
            arity = "1..*",
            paramLabel = "F",
            description =
                    "Images (PNG, JPEG) or .npy arrays to check on; the first 4 are taken (default: 3 random ones).")
    private @Nullable List<Path> inputs;

    @Mixin
    private final EngineFlags flags = new EngineFlags();

    VerifyCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Optional<Dataset> data = Optional.ofNullable(inputs).map(Dataset::open);
        LoadedModel loaded =
                data.map(images -> LoadedModel.load(modelFile, images)).orElseGet(() -> LoadedModel.load(modelFile));
        Optional<PatternSnapshot> snapshot =
                loaded.patterns(Optional.ofNullable(patterns), console).current();
        Tensor images = images(loaded, data);
        Verification verification = Verification.of(
                loaded.model(), (model, source) -> Engine.open(model, flags.options(), source), snapshot);
        List<Finding> findings;
        try (Progress progress = Progress.start(console, "Verifying", verification.size(), "checks")) {
            findings = verification.run(images, finding -> progress.step(1));
        }
        table(findings).lines().forEach(console::result);
        long failed = count(findings, Verdict.FAILED);
        console.say(count(findings, Verdict.OK) + " ok, " + failed + " failed, "
                + count(findings, Verdict.NOT_APPLICABLE) + " not applicable");
        return failed == 0 ? 0 : 1;
    }

    private static Tensor images(LoadedModel loaded, Optional<Dataset> data) {
        Shape input = loaded.model().description().input();
        if (data.isEmpty()) {
            return Verification.randomImages(input, RANDOM_IMAGES, SEED);
        }
        ExplainInputs read = ExplainInputs.read(data.get(), loaded.profile().preprocessing(), input);
        return read.batch(0, Math.min(MOST_IMAGES, read.samples().size()));
    }

    private static long count(List<Finding> findings, Verdict verdict) {
        return findings.stream().filter(finding -> finding.verdict() == verdict).count();
    }

    private static Table table(List<Finding> findings) {
        Table table = Table.of("no", "what must hold", "observed", "tolerance", "verdict", "note");
        for (Finding finding : findings) {
            String verdict = finding.verdict().name().toLowerCase(Locale.ROOT).replace('_', ' ');
            table.row(
                    finding.invariant(),
                    finding.what(),
                    number(finding.observed()),
                    number(finding.tolerance()),
                    verdict,
                    finding.note());
        }
        return table;
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "-" : value == 0 ? "0" : String.format(Locale.ROOT, "%.1e", value);
    }
}
