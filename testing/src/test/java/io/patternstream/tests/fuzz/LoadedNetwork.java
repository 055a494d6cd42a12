/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.api.explain.Attribution;
import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.explain.ExplainRequest;
import io.patternstream.api.explain.Explainer;
import io.patternstream.api.explain.Explanations;
import io.patternstream.api.explain.Target;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Engine;
import io.patternstream.engine.Model;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Node;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.graph.Window;
import io.patternstream.engine.reference.ReferenceProvider;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Canonises a network that a reader made of a changed file and, where it is small, explains an image with it. */
final class LoadedNetwork implements Reader.Use {
    private static final String HASH = "0f".repeat(32);
    private static final long MOST_WORK = 300_000;
    private static final List<String> METHODS =
            List.of("gradient", "guided", "lrp.epsilon", "lrp.alpha1beta0", "lrp.epsilon_plus", "deep_taylor");

    private final Network network;

    LoadedNetwork(Network network) {
        this.network = network;
    }

    @Override
    public String kind() {
        long work = 0;
        for (Node node : network.nodes()) {
            work += work(node);
        }
        // Canonising may expand a map of the whole input, which a few bytes can make very large.
        if (work > 100 * MOST_WORK) {
            return "large " + structure();
        }
        Model model = Model.of(network, "fuzz", HASH);
        assertThat(model.description().classes())
                .isEqualTo(network.outputShape().elementCount());
        return work > MOST_WORK ? "medium " + structure() : "small " + structure() + explained(model);
    }

    private static String explained(Model model) {
        Shape input = model.network().inputShape();
        float[] values = new float[input.elementCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 7 - 3;
        }
        Tensor batch = Tensor.wrap(input.batchOf(1), values);
        StringBuilder outcome = new StringBuilder();
        try (Explainer explainer =
                Engine.open(model, new ReferenceProvider(), Optional::empty).newExplainer()) {
            for (String method : METHODS) {
                outcome.append(explained(explainer, batch, method));
            }
        } catch (ExplainException e) {
            outcome.append(e.type());
        }
        return outcome.toString();
    }

    private static String explained(Explainer explainer, Tensor batch, String method) {
        try {
            Explanations explanations =
                    explainer.explain(ExplainRequest.of(batch, List.of(method), List.of(new Target.MaxOutput())));
            for (Attribution attribution : explanations.attributions()) {
                assertThat(attribution.values().shape()).isEqualTo(batch.shape());
            }
            return ".";
        } catch (ExplainException e) {
            assertThat(e.getMessage()).isNotBlank().hasLineCount(1);
            return " " + e.type();
        }
    }

    private String structure() {
        return network.nodes().stream()
                .map(node -> node.operation().getClass().getSimpleName())
                .distinct()
                .sorted()
                .collect(Collectors.joining(" "));
    }

    private static long work(Node node) {
        Operation operation = node.operation();
        long elements = node.output().elementCount();
        if (operation instanceof Operation.Linear linear) {
            long neurons = Math.max(1, linear.weights().shape().dimension(0));
            return elements * (1 + linear.weights().shape().elementCount() / neurons);
        }
        if (operation instanceof Operation.MaxPool pool) {
            return elements * area(pool.window());
        }
        if (operation instanceof Operation.AveragePool pool) {
            return elements * area(pool.window());
        }
        return elements;
    }

    private static long area(Window window) {
        return (long) window.kernelHeight() * window.kernelWidth();
    }
}
