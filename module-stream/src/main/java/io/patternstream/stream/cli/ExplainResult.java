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
import io.patternstream.engine.preprocess.Preprocessing;
import io.patternstream.engine.preprocess.Preprocessor;
import io.patternstream.engine.render.ImageGrid;
import io.patternstream.stream.pipeline.ClassScore;
import io.patternstream.stream.pipeline.Scores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Collects the batches of one run and writes them. For one thread. */
final class ExplainResult {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LoadedModel model;
    private final Preprocessing preprocessing;
    private final ExplainInputs inputs;
    private final List<Tensor> attributions = new ArrayList<>();
    private final List<ObjectNode> facts = new ArrayList<>();
    private final List<Tensor> logits = new ArrayList<>();

    private ExplainResult(LoadedModel model, Preprocessing preprocessing, ExplainInputs inputs) {
        this.model = model;
        this.preprocessing = preprocessing;
        this.inputs = inputs;
    }

    static ExplainResult create(LoadedModel model, Preprocessing preprocessing, ExplainInputs inputs) {
        return new ExplainResult(model, preprocessing, inputs);
    }

    /** Takes the next batch, with one method. */
    void add(Explanations batch) {
        Attribution attribution = batch.attributions().get(0);
        for (int i = 0; i < attribution.samples().size(); i++) {
            attributions.add(attribution.values().slice(i));
            logits.add(batch.logits().slice(i));
            facts.add(facts(attribution, attribution.samples().get(i)).put("ties", lowerCase(batch.ties())));
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
        attribution.patterns().ifPresent(id -> facts.put("patterns", id.value()));
        return facts;
    }

    private static String lowerCase(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** One JSON object per sample: what the model sees in it, and what exactly was explained. */
    List<String> predictions() {
        Scores scores = new Scores(model.model().description(), model.profile().labels());
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < logits.size(); i++) {
            ClassScore best = scores.predicted(logits.get(i));
            ObjectNode line = JSON.createObjectNode()
                    .put("input", inputs.samples().get(i).name())
                    .put("class", best.index())
                    .put("label", best.label())
                    .put("probability", best.probability())
                    .put("logit", best.logit())
                    .setAll(facts.get(i));
            try {
                lines.add(JSON.writeValueAsString(line));
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException(e);
            }
        }
        return lines;
    }

    void writeAttributions(Path file) {
        Tensor values = Tensor.stack(attributions);
        write(file, file.toString().endsWith(".png") ? picture(values) : Npy.write(values));
    }

    void writeLogits(Path file) {
        write(file, Npy.write(Tensor.stack(logits)));
    }

    private byte[] picture(Tensor values) {
        Preprocessor preprocessor =
                Preprocessor.create(preprocessing, model.model().description().input());
        return ImageGrid.png(inputs.batch(0, inputs.samples().size()), values, preprocessor);
    }

    private static void write(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
