/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.patternstream.evaluation.chart.LineChart;
import io.patternstream.evaluation.heatmap.ImageScores;
import io.patternstream.evaluation.signal.LayerQuality;
import io.patternstream.evaluation.signal.SignalEstimator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What {@code evaluate} found.
 *
 * @param subject what was evaluated, on what, and how; the head of the JSON document
 * @param signals one per layer
 * @param maps one per method, the random control first
 */
record EvaluationReport(ObjectNode subject, List<LayerQuality> signals, List<MapEvaluation.Result> maps) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The tables as lines. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("Quality rho(S) of signal estimators, layer by layer (1 is best)");
        lines.addAll(signalTable());
        lines.add("");
        lines.add("Attributions of " + maps.get(0).curve().areas().values().size()
                + " images, mean and standard error (degradation: less is better)");
        lines.addAll(mapTable());
        return lines;
    }

    /** Writes {@code evaluation.json} and two charts into a folder that exists. */
    void write(Path folder) {
        try {
            Files.writeString(folder.resolve("evaluation.json"), json() + "\n");
            if (signals.size() > 1) {
                Files.writeString(
                        folder.resolve("signal-quality.svg"), signalChart().svg());
            }
            Files.writeString(folder.resolve("degradation.svg"), mapChart().svg());
        } catch (IOException e) {
            throw new UncheckedIOException("--output " + folder + " cannot be written: " + e.getMessage(), e);
        }
    }

    private List<String> signalTable() {
        List<SignalEstimator> estimators = estimators();
        List<Object> header = new ArrayList<>(List.of("layer", "inputs", "neurons", "rows"));
        estimators.forEach(estimator -> header.add(estimator.symbol()));
        Table table = Table.of(header.toArray());
        for (LayerQuality layer : signals) {
            List<Object> row = new ArrayList<>(List.of(
                    layer.layer().name(),
                    layer.inputs(),
                    layer.neurons(),
                    layer.regressionRows() + "+" + layer.heldOutRows()));
            estimators.forEach(estimator -> row.add(number(rho(layer, estimator))));
            table.row(row.toArray());
        }
        return table.lines();
    }

    private List<String> mapTable() {
        Table table =
                Table.of("method", "degradation", "less than random by", "max-sensitivity", "random logit", "images");
        ImageScores random = maps.get(0).curve().areas();
        for (MapEvaluation.Result result : maps) {
            ImageScores areas = result.curve().areas();
            table.row(
                    result.method().label(),
                    measured(areas),
                    result.equals(maps.get(0)) ? "" : measured(random.minus(areas)),
                    measured(result.maxSensitivity()),
                    measured(result.randomLogit()),
                    areas.count());
        }
        return table.lines();
    }

    private LineChart signalChart() {
        LineChart chart = LineChart.of(
                "Quality of signal estimators",
                "rho(S)",
                signals.stream().map(layer -> layer.layer().name()).toList());
        for (SignalEstimator estimator : estimators()) {
            chart = chart.with(
                    estimator.symbol(),
                    signals.stream().map(layer -> rho(layer, estimator)).toList());
        }
        return chart;
    }

    private LineChart mapChart() {
        int steps = maps.get(0).curve().probability().size();
        LineChart chart = LineChart.of(
                "Image degradation, by number of patches erased",
                "probability of the explained class",
                IntStream.range(0, steps).mapToObj(Integer::toString).toList());
        for (MapEvaluation.Result result : maps) {
            chart = chart.with(result.method().label(), result.curve().probability());
        }
        return chart;
    }

    private String json() {
        ObjectNode report = subject.deepCopy();
        ArrayNode layers = report.putArray("signal_quality");
        for (LayerQuality layer : signals) {
            ObjectNode node = layers.addObject()
                    .put("layer", layer.layer().name())
                    .put("inputs", layer.inputs())
                    .put("neurons", layer.neurons())
                    .put("regression_rows", layer.regressionRows())
                    .put("held_out_rows", layer.heldOutRows());
            ObjectNode rho = node.putObject("rho");
            layer.rho().forEach((estimator, value) -> rho.put(estimator.symbol(), value));
        }
        ArrayNode methods = report.putArray("methods");
        for (MapEvaluation.Result result : maps) {
            ObjectNode node = methods.addObject().put("method", result.method().label());
            node.set("degradation", scores(result.curve().areas()));
            node.set("areas", JSON.valueToTree(result.curve().areas().values()));
            node.set("probability", JSON.valueToTree(result.curve().probability()));
            node.set("logit", JSON.valueToTree(result.curve().logit()));
            node.set("max_sensitivity", scores(result.maxSensitivity()));
            node.set("random_logit", scores(result.randomLogit()));
        }
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(report);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode scores(ImageScores scores) {
        ObjectNode node = JSON.createObjectNode().put("images", scores.count());
        if (scores.count() > 0) {
            node.put("mean", scores.mean());
        }
        if (scores.count() > 1) {
            node.put("standard_error", scores.standardError());
        }
        return node;
    }

    /** Those that some layer has. */
    private List<SignalEstimator> estimators() {
        return Arrays.stream(SignalEstimator.values())
                .filter(estimator ->
                        signals.stream().anyMatch(layer -> layer.rho().containsKey(estimator)))
                .toList();
    }

    private static double rho(LayerQuality layer, SignalEstimator estimator) {
        return layer.rho().getOrDefault(estimator, Double.NaN);
    }

    private static String measured(ImageScores scores) {
        return scores.count() == 0 ? "-" : number(scores.mean()) + " +- " + number(scores.standardError());
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.3f", value);
    }
}
