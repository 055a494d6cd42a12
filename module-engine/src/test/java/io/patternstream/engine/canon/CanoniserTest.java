/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.canon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.patternstream.api.model.Head;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.pattern.Regime;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.graph.Window;
import io.patternstream.engine.spi.ModelFormatException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CanoniserTest {
    private final Network.Builder net = Network.builder("x", Shape.of(1, 2, 2));

    @Test
    void chainOfBatchNormsIsFoldedInFloat64() {
        // Given: z = 2x + 1, then 3z + 5, then z + 7
        int conv = conv("c", 0);
        int first = norm("n1", 3, 5, conv);
        net.add("gap", new Operation.GlobalAveragePool(), norm("n2", 1, 7, first));

        // When
        Network canonical = Canoniser.canonise(net.build(Head.NONE));

        // Then
        Operation.Convolution folded = (Operation.Convolution) canonical.node(1).operation();
        assertThat(folded.weights().toArray()).containsExactly(6);
        assertThat(folded.bias().toArray()).containsExactly(15);
        assertThat(canonical.node(1).name()).isEqualTo("c");
        assertThat(canonical.outputShape()).isEqualTo(Shape.of(1));
    }

    @Test
    void batchNormThatCannotBeFoldedIsRefused() {
        // Given: one after a ReLU
        norm("late", 3, 5, net.add("relu", new Operation.Activation(new Nonlinearity.Relu()), conv("c", 0)));

        // When, Then
        assertThatThrownBy(() -> Canoniser.canonise(net.build(Head.NONE)))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("'late'")
                .hasMessageContaining("cannot be folded");
    }

    @Test
    void batchNormOfAnOutputThatOthersReadIsRefused() {
        // Given
        int conv = conv("c", 0);
        net.add("sum", new Operation.Add(), conv, norm("shared", 3, 5, conv));

        // When, Then
        assertThatThrownBy(() -> Canoniser.canonise(net.build(Head.NONE))).hasMessageContaining("'shared'");
    }

    @Test
    void softmaxIsStrippedThroughReshapesAndRefusedElsewhere() {
        // Given
        int gap = net.add("gap", new Operation.GlobalAveragePool(), conv("c", 0));
        int softmax = net.add("softmax", new Operation.Softmax(false), gap);
        net.add("flat", new Operation.Reshape(Shape.of(1)), softmax);
        Network ends = net.build(Head.NONE);
        net.add("relu", new Operation.Activation(new Nonlinearity.Relu()), 4);
        Network goesOn = net.build(Head.NONE);

        // When, Then
        Network canonical = Canoniser.canonise(ends);
        assertThat(canonical.head()).isEqualTo(Head.SOFTMAX);
        assertThat(canonical.nodes()).hasSize(4);
        assertThatThrownBy(() -> Canoniser.canonise(goesOn)).hasMessageContaining("'softmax'");
    }

    @Test
    void outputThatIsAnImageIsRefused() {
        conv("c", 0);
        assertThatThrownBy(() -> Canoniser.canonise(net.build(Head.NONE)))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("one value per class");
    }

    @Test
    void layersOfEqualNamesAreRefused() {
        net.add("gap", new Operation.GlobalAveragePool(), conv("c", conv("c", 0)));
        assertThatThrownBy(() -> Canoniser.canonise(net.build(Head.NONE))).hasMessageContaining("name 'c'");
    }

    @Test
    void regimeIsPositiveOnlyWhereNothingButReluReads() {
        // Given: c1 -> ReLU, c2 -> reshape -> ReLU, c3 -> ReLU and Add, c4 -> Add
        int relu1 = net.add("r1", new Operation.Activation(new Nonlinearity.Relu()), conv("c1", 0));
        int flat = net.add("flat", new Operation.Reshape(Shape.of(1, 4, 1)), conv("c2", relu1));
        int relu2 = net.add("r2", new Operation.Activation(new Nonlinearity.Relu()), flat);
        int c3 = conv("c3", relu2);
        int relu3 = net.add("r3", new Operation.Activation(new Nonlinearity.Relu()), c3);
        int sum = net.add("add", new Operation.Add(), c3, conv("c4", relu3));
        net.add("gap", new Operation.GlobalAveragePool(), sum);

        // When
        List<LayerWeights> layers = Layers.weights(Canoniser.canonise(net.build(Head.NONE)));

        // Then
        assertThat(layers)
                .extracting(LayerWeights::regime)
                .containsExactly(Regime.POSITIVE, Regime.POSITIVE, Regime.LINEAR, Regime.LINEAR);
    }

    private int conv(String name, int input) {
        Tensor weights = Tensor.of(Shape.of(1, 1, 1, 1), 2);
        Tensor bias = Tensor.of(Shape.of(1), 1);
        return net.add(name, new Operation.Convolution(weights, bias, Window.square(1, 1, 0), 1), input);
    }

    private int norm(String name, float scale, float shift, int input) {
        Shape channel = Shape.of(1);
        return net.add(name, new Operation.Affine(Tensor.of(channel, scale), Tensor.of(channel, shift)), input);
    }
}
