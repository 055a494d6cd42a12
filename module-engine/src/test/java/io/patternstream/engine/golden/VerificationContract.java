/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.api.model.Head;
import io.patternstream.api.pattern.LayerPattern;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.SnapshotId;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Engine;
import io.patternstream.engine.Model;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.graph.Window;
import io.patternstream.engine.spi.Backend;
import io.patternstream.engine.verify.Finding;
import io.patternstream.engine.verify.Finding.Verdict;
import io.patternstream.engine.verify.Verification;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What verifying must find on every backend: nothing. A subclass names its backend. */
public abstract class VerificationContract {
    /** One sample of the models' input. */
    public static final Shape IMAGE = Shape.of(2, 6, 6);

    /** {@return a provider of kernels or of a compiler} */
    protected abstract Backend backend();

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    final void everyInvariantHoldsOnThisBackend(int pad) {
        // Given
        Model model = model(pad);
        Backend backend = backend();
        Verification verification = Verification.of(
                model, (opened, source) -> Engine.open(opened, backend, source), Optional.of(patterns(model, 1)));

        // When
        List<Finding> findings = verification.run(Verification.randomImages(IMAGE, 3, 1), finding -> {});

        // Then
        assertThat(findings).noneMatch(finding -> finding.verdict() == Verdict.FAILED);
        assertThat(findings)
                .filteredOn(finding -> finding.verdict() == Verdict.OK)
                .hasSizeGreaterThan(findings.size() / 2);
    }

    /**
     * Makes a convolution, ReLU, max pool and dense layer, with biases.
     *
     * @param pad of the convolution
     * @return the model
     */
    public static Model model(int pad) {
        Random random = new Random(5);
        Network.Builder net = Network.builder("x", IMAGE);
        int conv = net.add(
                "conv",
                new Operation.Convolution(
                        normal(random, Shape.of(4, 2, 3, 3)), normal(random, Shape.of(4)), Window.square(3, 1, pad), 1),
                0);
        int relu = net.add("relu", new Operation.Activation(new Nonlinearity.Relu()), conv);
        int pool = net.add("pool", new Operation.MaxPool(Window.square(2, 2, 0)), relu);
        int size = net.shape(pool).elementCount();
        int flat = net.add("flat", new Operation.Reshape(Shape.of(size)), pool);
        net.add("fc", new Operation.Dense(normal(random, Shape.of(3, size)), normal(random, Shape.of(3)), false), flat);
        return Model.of(net.build(Head.NONE), "m", "0".repeat(64));
    }

    /**
     * Makes patterns {@code w / (w . w)} times a factor: with 1 these are patterns of white data.
     *
     * @param model whose
     * @param factor the factor
     * @return the patterns
     */
    public static PatternSnapshot patterns(Model model, double factor) {
        List<LayerPattern> patterns = new ArrayList<>();
        for (LayerWeights layer : model.layers()) {
            double[] values = new double[layer.weights().shape().elementCount()];
            int inputs = layer.weights().shape().inner().elementCount();
            for (int from = 0; from < values.length; from += inputs) {
                double squares = 0;
                for (int i = from; i < from + inputs; i++) {
                    squares += (double) layer.weights().at(i) * layer.weights().at(i);
                }
                for (int i = from; i < from + inputs; i++) {
                    values[i] = factor * layer.weights().at(i) / squares;
                }
            }
            patterns.add(
                    new LayerPattern(layer.id(), layer.regime(), layer.weights().shape(), values));
        }
        PatternSnapshot.Provenance made =
                new PatternSnapshot.Provenance(model.description().sha256(), List.of(), 0, Map.of(), Instant.EPOCH);
        return new PatternSnapshot(new SnapshotId("made-up"), made, patterns);
    }

    private static Tensor normal(Random random, Shape shape) {
        float[] values = new float[shape.elementCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() / 3;
        }
        return Tensor.wrap(shape, values);
    }
}
