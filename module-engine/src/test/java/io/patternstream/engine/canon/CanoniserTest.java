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
import io.patternstream.engine.graph.IndexMap;
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
    void affineMapThatNothingCanTakeInStaysAndOthersMergeWithIt() {
        // Given: two after a ReLU, then a pool
        int relu = net.add("relu", new Operation.Activation(new Nonlinearity.Relu()), conv("c", 0));
        int late = norm("later", 2, 1, norm("late", 3, 5, relu));
        net.add("gap", new Operation.GlobalAveragePool(), late);

        // When
        Network canonical = Canoniser.canonise(net.build(Head.NONE));

        // Then: 2 (3 x + 5) + 1
        Operation.Affine affine = (Operation.Affine) canonical.node(3).operation();
        assertThat(canonical.node(3).name()).isEqualTo("late");
        assertThat(affine.scale().toArray()).containsExactly(6);
        assertThat(affine.shift().toArray()).containsExactly(11);
        assertThat(canonical.nodes()).hasSize(6);
    }

    @Test
    void affineMapOfAnOutputThatOthersReadStays() {
        // Given
        int conv = conv("c", 0);
        int sum = net.add("sum", new Operation.Add(), conv, norm("shared", 3, 5, conv));
        net.add("gap", new Operation.GlobalAveragePool(), sum);

        // When
        Network canonical = Canoniser.canonise(net.build(Head.NONE));

        // Then
        assertThat(canonical.node(1)).isEqualTo(net.build(Head.NONE).node(1));
        assertThat(canonical.node(2).operation()).isInstanceOf(Operation.Affine.class);
    }

    @Test
    void affineMapIsFoldedIntoTheConvolutionThatReadsItUnlessPaddingSpoilsIt() {
        // Given: 3 x + 5, and 3 x
        Network plain = readByConvolution(5, 0);
        Network padded = readByConvolution(5, 1);
        Network scaled = readByConvolution(0, 1);

        // When, Then: 2 (3 x + 5) + 1 = 6 x + 11
        assertThat(convolution(plain, 1).weights().toArray()).containsExactly(6);
        assertThat(convolution(plain, 1).bias().toArray()).containsExactly(11);
        assertThat(padded.node(1).operation()).isInstanceOf(Operation.Affine.class);
        assertThat(convolution(padded, 2).weights().toArray()).containsExactly(2);
        assertThat(convolution(scaled, 1).weights().toArray()).containsExactly(6);
        assertThat(convolution(scaled, 1).bias().toArray()).containsExactly(1);
    }

    @Test
    void affineMapIsFoldedIntoTheDenseLayerBehindAReshape() {
        // Given: channels scaled by 3 and 4, shifted by 1 and 2
        Network.Builder image = Network.builder("x", Shape.of(2, 1, 2));
        Operation affine = new Operation.Affine(Tensor.of(Shape.of(2), 3, 4), Tensor.of(Shape.of(2), 1, 2));
        int flat = image.add("flat", new Operation.Reshape(Shape.of(4)), image.add("norm", affine, 0));
        Tensor weights = Tensor.of(Shape.of(1, 4), 1, 10, 100, 1000);
        image.add("d", new Operation.Dense(weights, Tensor.of(Shape.of(1), 7), false), flat);

        // When
        Network canonical = Canoniser.canonise(image.build(Head.NONE));

        // Then
        Operation.Dense dense = (Operation.Dense) canonical.node(2).operation();
        assertThat(dense.weights().toArray()).containsExactly(3, 30, 400, 4000);
        assertThat(dense.bias().toArray()).containsExactly(7 + 11 + 2200);
    }

    @Test
    void groupsTakeTheirOwnChannelsOfAnAffineMap() {
        // Given: two groups of one channel each, two neurons per group
        Network.Builder image = Network.builder("x", Shape.of(2, 1, 1));
        int affine =
                image.add("norm", new Operation.Affine(Tensor.of(Shape.of(2), 3, 4), Tensor.of(Shape.of(2), 1, 2)), 0);
        Tensor weights = Tensor.of(Shape.of(4, 1, 1, 1), 1, 10, 100, 1000);
        Tensor zeros = Tensor.of(Shape.of(4), 0, 0, 0, 0);
        image.add("c", new Operation.Convolution(weights, zeros, Window.square(1, 1, 0), 2), affine);

        // When
        Network canonical = Canoniser.canonise(image.build(Head.NONE));

        // Then
        assertThat(convolution(canonical, 1).weights().toArray()).containsExactly(3, 30, 400, 4000);
        assertThat(convolution(canonical, 1).bias().toArray()).containsExactly(1, 10, 200, 2000);
    }

    @Test
    void zerosAroundAnImageBecomeTheConvolutionsPaddingAndNothingElseDoes() {
        // Given: a row above, two columns on the right
        int[] both = {0, 1};
        int[] rows = {-1, 0, 1};
        int[] columns = {0, 1, -1, -1};
        int[] mirrored = {1, 0, 1};

        // When, Then
        Window padded = ((Operation.Convolution) read(rows, columns, 0).node(1).operation()).window();
        assertThat(padded).isEqualTo(new Window(1, 1, 1, 1, 1, 0, 0, 2, 1, 1));
        for (Network kept : List.of(read(rows, columns, 9), read(mirrored, columns, 0), read(both, new int[] {1}, 0))) {
            assertThat(kept.node(1).operation()).isInstanceOf(Operation.Rearrange.class);
        }
    }

    @Test
    void headIsStrippedThroughWhatOnlyOrdersValuesAndStaysElsewhere() {
        // Given
        int gap = net.add("gap", new Operation.GlobalAveragePool(), conv("c", 0));
        int softmax = net.add("softmax", new Operation.Softmax(true), gap);
        int turned =
                net.add("turned", new Operation.Rearrange(IndexMap.transposed(Shape.of(1, 1, 1), 2, 0, 1)), softmax);
        net.add("flat", new Operation.Reshape(Shape.of(1)), turned);
        Network ends = net.build(Head.NONE);
        net.add("relu", new Operation.Activation(new Nonlinearity.Relu()), 5);
        Network goesOn = net.build(Head.NONE);

        // When
        Network stripped = Canoniser.canonise(ends);
        Network whole = Canoniser.canonise(goesOn);

        // Then
        assertThat(stripped.head()).isEqualTo(Head.LOG_SOFTMAX);
        assertThat(stripped.nodes()).hasSize(5);
        assertThat(whole.head()).isEqualTo(Head.NONE);
        assertThat(whole.nodes()).hasSize(7);
    }

    @Test
    void nodesThatTheOutputDoesNotDependOnAreLeftOut() {
        // Given: a layer that nothing reads, of a name that is used again
        conv("c", 0);
        net.add("gap", new Operation.GlobalAveragePool(), conv("c", 0));

        // When, Then
        assertThat(Canoniser.canonise(net.build(Head.NONE)).nodes()).hasSize(4);
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
    void regimeIsPositiveOnlyWhereNothingButRectifiersRead() {
        // Given: c1 -> ReLU, c2 -> reshape -> ReLU, c3 -> ReLU and Add, c4 -> transpose -> ReLU6, c5 -> leaky, c6 ->
        // Add
        Nonlinearity relu = new Nonlinearity.Relu();
        int flat =
                net.add("flat", new Operation.Reshape(Shape.of(1, 4, 1)), conv("c2", activated(relu, conv("c1", 0))));
        int c3 = conv("c3", activated(relu, flat));
        int c4 = conv("c4", activated(relu, c3));
        int turned = net.add("turned", new Operation.Rearrange(IndexMap.transposed(Shape.of(1, 4, 1), 0, 2, 1)), c4);
        int c5 = conv("c5", activated(new Nonlinearity.Clip(0, 6), turned));
        int last = conv("c6", activated(new Nonlinearity.LeakyRelu(0.1), c5));
        int back = net.add("back", new Operation.Reshape(Shape.of(1, 4, 1)), last);
        net.add("gap", new Operation.GlobalAveragePool(), net.add("add", new Operation.Add(), c3, back));

        // When
        List<LayerWeights> layers = Layers.weights(Canoniser.canonise(net.build(Head.NONE)));

        // Then
        assertThat(layers)
                .extracting(LayerWeights::regime)
                .containsExactly(
                        Regime.POSITIVE, Regime.POSITIVE, Regime.LINEAR, Regime.POSITIVE, Regime.LINEAR, Regime.LINEAR);
    }

    private int activated(Nonlinearity function, int input) {
        return net.add("f" + input, new Operation.Activation(function), input);
    }

    /** Two rows and columns, rearranged, then a convolution. */
    private static Network read(int[] rows, int[] columns, double fill) {
        Network.Builder image = Network.builder("x", Shape.of(1, 2, 2));
        IndexMap map = IndexMap.separable(Shape.of(1, 2, 2), List.of(new int[] {0}, rows, columns), fill);
        int moved = image.add("moved", new Operation.Rearrange(map), 0);
        Tensor weights = Tensor.of(Shape.of(1, 1, 1, 1), 2);
        Tensor bias = Tensor.of(Shape.of(1), 1);
        int conv = image.add("c", new Operation.Convolution(weights, bias, Window.square(1, 1, 0), 1), moved);
        image.add("gap", new Operation.GlobalAveragePool(), conv);
        return Canoniser.canonise(image.build(Head.NONE));
    }

    /** An affine map with scale 3, then a convolution with weight 2 and bias 1. */
    private static Network readByConvolution(float shift, int pad) {
        Network.Builder image = Network.builder("x", Shape.of(1, 2, 2));
        Shape channel = Shape.of(1);
        int norm = image.add("norm", new Operation.Affine(Tensor.of(channel, 3), Tensor.of(channel, shift)), 0);
        Tensor weights = Tensor.of(Shape.of(1, 1, 1, 1), 2);
        int conv = image.add(
                "c", new Operation.Convolution(weights, Tensor.of(channel, 1), Window.square(1, 1, pad), 1), norm);
        image.add("gap", new Operation.GlobalAveragePool(), conv);
        return Canoniser.canonise(image.build(Head.NONE));
    }

    private static Operation.Convolution convolution(Network network, int position) {
        return (Operation.Convolution) network.node(position).operation();
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
