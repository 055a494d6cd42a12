/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.patternstream.api.explain.ExplainRequest;
import io.patternstream.api.explain.Explainer;
import io.patternstream.api.explain.Explanations;
import io.patternstream.api.model.Head;
import io.patternstream.api.pattern.LayerRows;
import io.patternstream.api.pattern.RowSource;
import io.patternstream.api.tensor.Npy;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Engine;
import io.patternstream.engine.EngineOptions;
import io.patternstream.engine.Methods;
import io.patternstream.engine.Model;
import io.patternstream.engine.attribution.OperationNets;
import io.patternstream.engine.golden.SharedFolder;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The two backends beside each other: the same explanations of random networks, and one where the other cannot. */
final class BackendsAgreeTest {
    /**
     * Of a map's largest value: twice what each may differ from float64 by, where LRP divides by sums of values of both signs.
     */
    private static final double TOLERANCE = 5e-4;

    @ParameterizedTest
    @CsvSource({"21, 1", "22, 2", "23, 3", "24, 8"})
    void onRandomNetworksWithEveryOperation(long seed, int batch) {
        for (Network network : List.of(OperationNets.everything(seed), OperationNets.sums(seed, 1))) {
            // Given
            Model model = OperationNets.model(network);
            List<String> methods = Methods.names().stream()
                    .filter(method -> !Methods.needsPatterns(method) && !"occlusion".equals(method))
                    .filter(method -> Methods.problems(method, model).isEmpty())
                    .toList();
            Tensor images = OperationNets.images(seed, batch);

            // When
            Explanations one = explain(model, "nd4j", images, methods);
            Explanations other = explain(model, "onednn", images, methods);

            // Then
            for (int i = 0; i < methods.size(); i++) {
                Tensor expected = one.attributions().get(i).values();
                Tensor got = other.attributions().get(i).values();
                for (int n = 0; n < batch; n++) {
                    assertThat(deviation(got.slice(n), expected.slice(n)))
                            .as("seed %d, %s, sample %d", seed, methods.get(i), n)
                            .isLessThan(TOLERANCE);
                }
            }
        }
    }

    @Test
    void onWhatLayersOfRandomNetworksReadAndAnswer() {
        for (Network network : List.of(OperationNets.everything(25), OperationNets.sums(25, 1))) {
            assertRowsAgree(OperationNets.model(network), OperationNets.images(25, 3));
        }
    }

    /** Layers whose answers are added to others, and joined with others. */
    @ParameterizedTest
    @ValueSource(strings = {"v5_residual", "v6_fire"})
    void onWhatLayersOfBranchedNetworksReadAndAnswer(String golden) throws IOException {
        Model model = Model.load(SharedFolder.require("goldens/" + golden + "/model.onnx"));
        Path input = SharedFolder.require("goldens/" + golden + "/input.npy");
        assertRowsAgree(model, Npy.read(Files.readAllBytes(input)).tensor());
    }

    @Test
    void modelWithAnOperationThatTheFastOneLacksIsExplainedByTheOther() {
        // Given
        Network.Builder net = Network.builder("x", OperationNets.INPUT);
        int response = net.add("response", new Operation.LocalResponseNorm(2, 0.5, 0.75, 1), 0);
        net.add("means", new Operation.GlobalAveragePool(), response);
        Model model = Model.of(net.build(Head.NONE), "even", "0".repeat(64));

        // When
        Engine engine = Engine.open(model, EngineOptions.defaults(), Optional::empty);

        // Then
        assertThat(engine.backend()).isEqualTo("nd4j");
        assertThat(engine.skippedBackends()).singleElement().satisfies(reason -> assertThat(reason)
                .isEqualTo("backend 'onednn' cannot run this model: node 'response': no local response normalisation"
                        + " over 2 channels, only over odd numbers of them"));
        assertThatThrownBy(() -> Engine.open(model, EngineOptions.of("onednn"), Optional::empty))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("node 'response'")
                .hasMessageEndingWith("choose another or auto");
    }

    private static void assertRowsAgree(Model model, Tensor images) {
        // When: the same seed draws the same positions
        List<LayerRows> one = rows(model, "nd4j", images);
        List<LayerRows> other = rows(model, "onednn", images);

        // Then
        assertThat(one).hasSameSizeAs(model.layers()).hasSameSizeAs(other);
        for (int i = 0; i < one.size(); i++) {
            LayerRows expected = one.get(i);
            LayerRows got = other.get(i);
            assertThat(got.layer()).isEqualTo(expected.layer());
            assertThat(deviation(vector(got.x()), vector(expected.x())))
                    .as("what %s reads", got.layer())
                    .isLessThan(TOLERANCE);
            assertThat(deviation(vector(got.z()), vector(expected.z())))
                    .as("what %s answers", got.layer())
                    .isLessThan(TOLERANCE);
        }
    }

    private static List<LayerRows> rows(Model model, String backend, Tensor images) {
        List<LayerRows> rows = new ArrayList<>();
        try (RowSource source =
                Engine.open(model, EngineOptions.of(backend), Optional::empty).newRowSource()) {
            source.observe(images, 9, new SplittableRandom(1), rows::add);
        }
        return rows;
    }

    private static Tensor vector(float... values) {
        return Tensor.wrap(Shape.of(values.length), values);
    }

    private static Explanations explain(Model model, String backend, Tensor images, List<String> methods) {
        Engine engine = Engine.open(model, EngineOptions.of(backend), Optional::empty);
        try (Explainer explainer = engine.newExplainer()) {
            return explainer.explain(ExplainRequest.of(images, methods.toArray(String[]::new)));
        }
    }

    private static double deviation(Tensor got, Tensor expected) {
        double largest = 0;
        double worst = 0;
        for (int i = 0; i < expected.shape().elementCount(); i++) {
            largest = Math.max(largest, Math.abs(expected.at(i)));
            double difference = Math.abs(got.at(i) - expected.at(i));
            worst = difference <= worst ? worst : difference;
        }
        return worst == 0 ? 0 : worst / largest;
    }
}
