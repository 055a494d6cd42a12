/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.patternstream.api.explain.Attribution;
import io.patternstream.api.explain.Explanations;
import io.patternstream.api.explain.SampleReport;
import io.patternstream.api.tensor.Npy;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Engine;
import io.patternstream.stream.pipeline.ClassScore;
import io.patternstream.stream.pipeline.Scores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Collects the batches of one run and writes them. For one thread. */
final class ExplainResult {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Scores scores;
    private final ExplainInputs inputs;
    private final Engine engine;
    private final Map<String, Column> columns = new LinkedHashMap<>();
    private final List<Tensor> logits = new ArrayList<>();

    private ExplainResult(Scores scores, ExplainInputs inputs, Engine engine) {
        this.scores = scores;
        this.inputs = inputs;
        this.engine = engine;
    }

    /** What one method says about the samples so far. */
    private record Column(List<Tensor> values, List<SampleReport> reports, List<ObjectNode> facts) {}

    static ExplainResult create(LoadedModel model, ExplainInputs inputs, Engine engine) {
        return new ExplainResult(
                new Scores(model.model().description(), model.profile().labels()), inputs, engine);
    }

    /** Takes the next batch, always with the same methods. */
    void add(Explanations batch) {
        for (int i = 0; i < batch.logits().shape().dimension(0); i++) {
            logits.add(batch.logits().slice(i));
        }
        for (Attribution attribution : batch.attributions()) {
            Column column = columns.computeIfAbsent(
                    attribution.method(),
                    method -> new Column(new ArrayList<>(), new ArrayList<>(), new ArrayList<>()));
            for (int i = 0; i < attribution.samples().size(); i++) {
                SampleReport report = attribution.samples().get(i);
                column.values().add(attribution.values().slice(i));
                column.reports().add(report);
                column.facts().add(facts(attribution, report).put("ties", lowerCase(batch.ties())));
            }
        }
    }

    private static ObjectNode facts(Attribution attribution, SampleReport report) {
        ObjectNode facts = JSON.createObjectNode()
                .put("method", attribution.method())
                .put("target", report.target().toString())
                .put("start", lowerCase(attribution.start()))
                .put("sum", report.sum())
                .put("finite", report.finite());
        if (!report.classes().isEmpty()) {
            facts.set("classes", JSON.valueToTree(report.classes()));
        }
        attribution.patterns().ifPresent(made -> facts.put("patterns", made.id().value()));
        report.conservation().ifPresent(account -> facts.putObject("conservation")
                .put("started", account.started())
                .put("bias_share", account.biasShare())
                .put("epsilon_absorbed", account.epsilonAbsorbed())
                .put("gated", account.gated())
                .put("residual", account.residual()));
        return facts;
    }

    private static String lowerCase(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** One JSON object per sample and method: what the model sees in it, and what exactly was explained. */
    List<String> predictions() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < logits.size(); i++) {
            ClassScore best = scores.predicted(logits.get(i));
            for (Column column : columns.values()) {
                ObjectNode line = JSON.createObjectNode()
                        .put("input", inputs.samples().get(i).name())
                        .put("class", best.index())
                        .put("label", best.label())
                        .put("probability", best.probability())
                        .put("logit", best.logit())
                        .put("backend", engine.backend())
                        .put("precision", engine.precision().toString())
                        .setAll(column.facts().get(i));
                try {
                    lines.add(JSON.writeValueAsString(line));
                } catch (JsonProcessingException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return lines;
    }

    /** One line for each attribution that is not to be trusted. */
    List<String> notFinite() {
        List<String> lines = new ArrayList<>();
        columns.forEach((method, column) -> {
            for (int i = 0; i < column.reports().size(); i++) {
                if (!column.reports().get(i).finite()) {
                    lines.add("warning: " + method + " of "
                            + inputs.samples().get(i).name()
                            + " is not to be trusted: it or its logits are not finite");
                }
            }
        });
        return lines;
    }

    /** A picture; its captions say what was predicted, and what was explained if that is something else. */
    void writePicture(Path file, ExplainPicture picture) {
        List<String> captions = new ArrayList<>();
        for (int i = 0; i < logits.size(); i++) {
            captions.add(caption(
                    scores.predicted(logits.get(i)),
                    columns.values().iterator().next().reports().get(i)));
        }
        List<Tensor> samples =
                inputs.samples().stream().map(ExplainInputs.Sample::values).toList();
        List<ExplainPicture.Column> drawn = new ArrayList<>();
        columns.forEach((method, column) -> drawn.add(new ExplainPicture.Column(
                method,
                column.values(),
                column.reports().stream().map(SampleReport::finite).toList())));
        write(file, picture.png(samples, captions, drawn));
    }

    private static String caption(ClassScore best, SampleReport report) {
        String predicted = String.format(Locale.ROOT, "%s, %.2f", best.label(), best.probability());
        return report.classes().equals(List.of(best.index())) ? predicted : predicted + "\ntarget " + report.target();
    }

    /** One array, for one method. */
    void writeArray(Path file) {
        write(file, Npy.write(Tensor.stack(columns.values().iterator().next().values())));
    }

    /** One array per method, under its name. */
    void writeArrays(Path file) {
        Map<String, Tensor> arrays = new LinkedHashMap<>();
        columns.forEach((method, column) -> arrays.put(method, Tensor.stack(column.values())));
        try {
            NpzFile.write(file, arrays);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void writeLogits(Path file) {
        write(file, Npy.write(Tensor.stack(logits)));
    }

    private static void write(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
