/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.patternstream.api.explain.ExplainRequest;
import io.patternstream.api.explain.StartValue;
import io.patternstream.api.explain.Target;
import io.patternstream.api.model.Head;
import io.patternstream.api.model.LayerId;
import io.patternstream.api.pattern.LayerPattern;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.Regime;
import io.patternstream.api.pattern.SnapshotId;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Methods;
import io.patternstream.engine.Model;
import io.patternstream.engine.golden.Deviation;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.graph.Window;
import io.patternstream.engine.reference.ReferenceKernels;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Invariants on networks small enough to work out, in float64; numbers as in docs/invariants.md. */
final class WorkedInvariantsTest {
    private static final double ROUNDING = 1e-12;
    private static final Nonlinearity RELU = new Nonlinearity.Relu();

    @ParameterizedTest(name = "(14) seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void patternsInputOverOutputMakePatternAttributionLrpZ(long seed) {
        // Given: one layer, one image, a_ji = x_i / z_j
        Random random = new Random(seed);
        double[] x = random.doubles(5, -1, 1).toArray();
        double[] weights = random.doubles(15, -1, 1).toArray();
        double[] bias = random.doubles(3, -1, 1).toArray();
        Model model = dense(weights, bias, 5);
        double[] logits = Maps.explain(model, image(x), List.of("input"), new Target.None(), null)
                .logits();
        double[] patterns = new double[15];
        float[] rounded = floats(x);
        Arrays.setAll(patterns, i -> rounded[i % 5] / logits[i / 5]);

        // When
        Maps maps = Maps.explain(
                model,
                image(x),
                List.of("patternattribution", "lrp.z"),
                new Target.ClassIndex(2),
                null,
                snapshot("fc", Shape.of(3, 5), patterns, Regime.LINEAR));

        // Then
        assertClose(maps.map("patternattribution"), maps.map("lrp.z"));
    }

    @ParameterizedTest(name = "(16) seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void guidedIsNonzeroOnlyWhereBothGatesAreOpen(long seed) {
        // Given
        TwoLayers net = TwoLayers.random(seed, RELU);
        Tensor image = TwoLayers.images(seed, 1);
        double[] z = net.hidden(Points.values(image));

        // When
        Maps maps = Maps.explain(
                net.model, image, List.of("guided", "deconvnet"), new Target.ClassIndex(0), StartValue.ONE);

        // Then: W^T of max(V^T e, 0), for guided where z > 0
        for (String method : List.of("guided", "deconvnet")) {
            double[] expected = new double[TwoLayers.IMAGE.elementCount()];
            for (int h = 0; h < z.length; h++) {
                boolean open = method.equals("deconvnet") || z[h] > 0;
                double r = open ? Math.max(net.upper.weights().at(h), 0) : 0;
                for (int i = 0; i < expected.length; i++) {
                    expected[i] += r * net.lower.weights().at(h * expected.length + i);
                }
            }
            assertClose(maps.map(method), expected);
        }
    }

    @Test
    @DisplayName("(16) guided is the gradient where nothing negative arrives, and DeConvNet where all units are active")
    void guidedComesToItsNeighboursWhereOneGateIsAlwaysOpen() {
        // Given: weights that are positive; images so bright that all units are active
        Random random = new Random(4);
        double[] lower = random.doubles(24, 0, 1).toArray();
        double[] upper = random.doubles(12, 0, 1).toArray();
        Model model = perceptron(lower, new double[] {-9, -0.5, 0.1, 0.2}, upper, new double[3], 6);
        Tensor dim = image(random.doubles(6, 0, 0.5).toArray());
        Tensor bright = image(random.doubles(6, 40, 50).toArray());
        List<String> methods = List.of("gradient", "guided", "deconvnet");

        // When
        Maps some = Maps.explain(model, dim, methods, new Target.ClassIndex(1), StartValue.ONE);
        Maps all = Maps.explain(model, bright, methods, new Target.ClassIndex(1), StartValue.ONE);

        // Then
        assertThat(some.map("guided")).containsExactly(some.map("gradient")).isNotEqualTo(some.map("deconvnet"));
        assertThat(all.map("guided")).containsExactly(all.map("deconvnet"));
        double[] product = new double[6];
        Arrays.setAll(product, i -> DoubleStream.iterate(0, h -> h < 4, h -> h + 1)
                .map(h -> (double) (float) upper[4 + (int) h] * (float) lower[(int) h * 6 + i])
                .sum());
        assertClose(all.map("gradient"), product);
    }

    @Test
    @DisplayName("(17) DeConvNet and Guided BackProp are not linear in the start")
    void rectifyingMethodsAreNotLinear() {
        Model model = perceptron(new double[] {1, 1}, new double[2], new double[] {1, -1, -1, 1}, new double[2], 1);
        Tensor image = image(1);
        for (String method : List.of("deconvnet", "guided")) {
            double[] first = map(model, image, method, new Target.ClassIndex(0));
            double[] second = map(model, image, method, new Target.ClassIndex(1));
            double[] both = map(model, image, method, new Target.None());
            assertThat(first[0] + second[0]).as(method).isEqualTo(2);
            assertThat(both[0]).as(method).isZero();
        }
    }

    @Test
    @DisplayName("(22) the published fixture: weights 2 and 3, x = (1, 2, 3)")
    void lrpOfTheTwoLayerFixture() {
        // Given
        double[] twos = new double[9];
        Arrays.fill(twos, 2);
        Model model = perceptron(twos, new double[3], new double[] {3, 3, 3}, new double[1], 3);

        // When
        String epsilon = Methods.canonical("lrp.epsilon(1e-9)");
        Maps maps = Maps.explain(
                model, image(1, 2, 3), List.of(epsilon, "lrp.z", "gradient"), new Target.MaxOutput(), null);

        // Then
        assertThat(maps.logits()).containsExactly(108);
        assertThat(maps.map("lrp.z")).containsExactly(new double[] {18, 36, 54}, within(ROUNDING));
        assertThat(maps.map(epsilon)).containsExactly(new double[] {18, 36, 54}, within(1e-7));
        assertThat(maps.map("gradient")).containsExactly(18, 18, 18);
    }

    @ParameterizedTest(name = "(24) seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void patternNetOfOneActiveNeuronIsItsPatternTimesItsOutput(long seed) {
        // Given: w.a = 1, an active ReLU, and an output that hands it on
        Random random = new Random(seed);
        double[] w = random.doubles(5, 0.1, 1).toArray();
        double[] x = random.doubles(5, 0.1, 1).toArray();
        double[] a = random.doubles(5, -1, 1).toArray();
        float[] weights = floats(w);
        double product = DoubleStream.iterate(0, i -> i < 5, i -> i + 1)
                .map(i -> weights[(int) i] * a[(int) i])
                .sum();
        Arrays.setAll(a, i -> a[i] / product);
        Model model = perceptron(w, new double[] {0.25}, new double[] {1}, new double[1], 5);
        LayerPattern lower = new LayerPattern(new LayerId("lower"), Regime.POSITIVE, Shape.of(1, 5), a.clone());
        LayerPattern upper = new LayerPattern(new LayerId("upper"), Regime.LINEAR, Shape.of(1, 1), new double[] {1});

        // When
        Maps maps = Maps.explain(
                model, image(x), List.of("patternnet"), new Target.MaxOutput(), null, snapshot(lower, upper));

        // Then
        double y = maps.logits()[0];
        assertClose(maps.map("patternnet"), Arrays.stream(a).map(v -> v * y).toArray());
        double back = 0;
        for (int i = 0; i < 5; i++) {
            back += weights[i] * maps.map("patternnet")[i];
        }
        assertThat(back).isCloseTo(y, within(ROUNDING));
    }

    @Test
    @DisplayName("(25) max pools send everything to the first maximum, average pools spread it")
    void poolsShareOutWhatArrives() {
        // Given: windows (1 3 | 3 2), with a tie, and (4 1 | 0 3)
        Tensor image = Tensor.of(Shape.of(1, 1, 2, 4), 1, 3, 4, 1, 3, 2, 0, 3);
        Model max = pooled(new Operation.MaxPool(Window.square(2, 2, 0)));
        Model mean = pooled(new Operation.AveragePool(Window.square(2, 2, 0), true));
        Target both = new Target.None();

        // When // Then: outputs 3 and 4 have the weights 1 and 10
        assertThat(map(max, image, "gradient", both)).containsExactly(0, 1, 10, 0, 0, 0, 0, 0);
        assertThat(map(max, image, "lrp.z", both)).containsExactly(0, 3, 40, 0, 0, 0, 0, 0);
        assertThat(map(mean, image, "gradient", both)).containsExactly(0.25, 0.25, 2.5, 2.5, 0.25, 0.25, 2.5, 2.5);
        // relevances 9/4 and 20 in proportion to (1 3 | 3 2) / 9 and (4 1 | 0 3) / 8
        assertThat(map(mean, image, "lrp.z", both))
                .containsExactly(new double[] {0.25, 0.75, 10, 2.5, 0.75, 0.5, 0, 7.5}, within(ROUNDING));
    }

    @ParameterizedTest(name = "(26) seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void foldedBatchNormalisationGivesWhatTheUnfoldedGives(long seed) {
        // Given: the same map once as a batch normalisation, once as a convolution per channel, which nothing folds
        Random random = new Random(seed);
        Tensor conv = uniform(random, Shape.of(4, 2, 3, 3));
        Tensor bias = uniform(random, Shape.of(4));
        Tensor scale = uniform(random, Shape.of(4));
        Tensor shift = uniform(random, Shape.of(4));
        Tensor dense = uniform(random, Shape.of(3, 4 * 36));
        Operation first = new Operation.Convolution(conv, bias, Window.square(3, 1, 0), 1);
        Model folded = normalised(first, new Operation.Affine(scale, shift), dense);
        Model unfolded = normalised(
                first,
                new Operation.Convolution(scale.reshape(Shape.of(4, 1, 1, 1)), shift, Window.square(1, 1, 0), 4),
                dense);
        assertThat(folded.layers()).hasSize(2);
        assertThat(unfolded.layers()).hasSize(3);

        // When
        List<String> methods = List.of("gradient", "guided", "lrp.z");
        Tensor images = RandomNets.images(seed, 2);
        Maps one = Maps.explain(folded, images, methods, new Target.ClassIndex(2), null);
        Maps other = Maps.explain(unfolded, images, methods, new Target.ClassIndex(2), null);

        // Then
        assertClose(one.logits(), other.logits());
        for (String method : methods) {
            assertThat(Deviation.of(one.map(method), other.map(method), 0, one.map(method).length)
                            .max())
                    .as(method)
                    .isLessThan(1e-10);
        }
    }

    @Test
    @DisplayName("(28) an explained value of 0 gives a map of zeros")
    void zeroStartGivesAZeroMap() {
        // Given: a class without weights and bias
        Random random = new Random(3);
        double[] upper = random.doubles(8, -1, 1).toArray();
        Arrays.fill(upper, 4, 8, 0);
        Model model = perceptron(random.doubles(24, -1, 1).toArray(), new double[4], upper, new double[2], 6);
        Tensor image = image(random.doubles(6, -1, 1).toArray());

        for (String method : Methods.names()) {
            boolean sampled = List.of("input", "random").contains(method);
            boolean maps = method.contains("gradcam");
            if (!sampled && !maps) {
                // When
                Maps zero = Maps.explain(model, image, List.of(method), new Target.ClassIndex(1), StartValue.LOGIT);
                // Then: occlusion has no start, but the class does not change either
                assertThat(Arrays.stream(zero.map(method)).map(Math::abs).max().orElseThrow())
                        .as(method)
                        .isZero();
            }
        }
    }

    @Test
    @DisplayName("(28) one thread and several give the same bits")
    void threadsDoNotChangeResults() throws Exception {
        // Given: one model, shared
        Model model = RandomNets.branched(3, true);
        Tensor images = RandomNets.images(3, 2);
        List<String> methods = List.of("gradient", "smoothgrad(3)", "lrp.gamma", "patternattribution");
        Callable<Maps> task = () -> Maps.explain(model, images, methods, new Target.MaxOutput(), null);
        Maps alone = task.call();

        // When
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Maps>> together = threads.invokeAll(Collections.nCopies(8, task));
            // Then
            for (Future<Maps> maps : together) {
                for (String method : methods) {
                    String name = Methods.canonical(method);
                    assertThat(maps.get().map(name)).as(name).containsExactly(alone.map(name));
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    @DisplayName("(29) explaining changes neither weights nor logits")
    void explainingDoesNotChangeTheModel() {
        // Given
        Model model = RandomNets.branched(2, true);
        Tensor images = RandomNets.images(2, 2);
        List<Double> before = weights(model);
        PatternSnapshot patterns = Maps.randomPatterns(model, 1);
        List<double[]> logits = new ArrayList<>();

        // When
        try (Attributor attributor = Attributor.create(
                model.network(),
                model.description(),
                model.layers(),
                new ReferenceKernels(),
                () -> Optional.of(patterns))) {
            for (int round = 0; round < 2; round++) {
                List<Target> targets = Collections.nCopies(2, new Target.MaxOutput());
                attributor.explain(ExplainRequest.of(images, Methods.names(), targets, null), new Attributor.Sink() {
                    @Override
                    public void logits(Tensor rounded, Values values) {
                        logits.add(values.exact());
                    }

                    @Override
                    public void attribution(Attributor.Result result, Values values) {
                        // only that it was computed
                    }
                });
            }
        }

        // Then
        assertThat(weights(model)).isEqualTo(before);
        assertThat(logits.get(1)).containsExactly(logits.get(0));
    }

    @Test
    @DisplayName("(30) a softmax or sigmoid at the end changes nothing")
    void headsAreStripped() {
        // Given
        Tensor images = RandomNets.images(1, 2);
        List<String> methods = List.of("gradient", "guided", "lrp.epsilon", "patternattribution");
        Maps plain = Maps.explain(RandomNets.branched(1, true), images, methods, new Target.MaxOutput(), null);

        for (Operation head : List.of(
                new Operation.Softmax(false),
                new Operation.Softmax(true),
                new Operation.Activation(new Nonlinearity.Sigmoid()))) {
            // When
            Model headed = withHead(RandomNets.branched(1, true).network(), head);
            Maps maps = Maps.explain(headed, images, methods, new Target.MaxOutput(), null);

            // Then
            assertThat(headed.description().head()).isNotEqualTo(Head.NONE);
            assertThat(maps.logits()).containsExactly(plain.logits());
            methods.forEach(method -> assertThat(maps.map(method)).containsExactly(plain.map(method)));
        }
    }

    private static Model withHead(Network network, Operation head) {
        Network.Builder net = Network.builder("x", network.inputShape());
        network.nodes().stream()
                .skip(1)
                .forEach(node -> net.add(
                        node.name(),
                        node.operation(),
                        node.inputs().stream().mapToInt(Integer::intValue).toArray()));
        net.add("head", head, network.output());
        return Model.of(net.build(Head.NONE), "headed", "0".repeat(64));
    }

    private static List<Double> weights(Model model) {
        return model.network().nodes().stream()
                .filter(node -> node.operation() instanceof Operation.Linear)
                .map(node -> (Operation.Linear) node.operation())
                .flatMapToDouble(linear -> DoubleStream.concat(
                        Arrays.stream(linear.weights().toArray()),
                        Arrays.stream(linear.bias().toArray())))
                .boxed()
                .toList();
    }

    private static double[] map(Model model, Tensor image, String method, Target target) {
        StartValue start = method.startsWith("lrp") ? StartValue.LOGIT : StartValue.ONE;
        return Maps.explain(model, image, List.of(method), target, start).map(method);
    }

    /** A pool of a 2x4 image to two values, and one logit: the first value plus ten times the second. */
    private static Model pooled(Operation pool) {
        Network.Builder net = Network.builder("x", Shape.of(1, 2, 4));
        int flat = net.add("flat", new Operation.Reshape(Shape.of(2)), net.add("pool", pool, 0));
        net.add("fc", new Operation.Dense(Tensor.of(Shape.of(1, 2), 1, 10), Tensor.of(Shape.of(1), 0), false), flat);
        return Model.of(net.build(Head.NONE), "pooled", "0".repeat(64));
    }

    private static Model normalised(Operation first, Operation second, Tensor dense) {
        Network.Builder net = Network.builder("x", RandomNets.INPUT);
        int norm = net.add("norm", second, net.add("conv", first, 0));
        int relu = net.add("relu", new Operation.Activation(RELU), norm);
        int flat = net.add("flat", new Operation.Reshape(Shape.of(4 * 36)), relu);
        net.add("fc", new Operation.Dense(dense, Tensor.of(Shape.of(3), 1, 2, 3), false), flat);
        return Model.of(net.build(Head.NONE), "normalised", "0".repeat(64));
    }

    private static Model dense(double[] weights, double[] bias, int inputs) {
        Network.Builder net = Network.builder("x", Shape.of(inputs, 1, 1));
        int flat = net.add("flat", new Operation.Reshape(Shape.of(inputs)), 0);
        net.add("fc", layer(weights, bias, inputs), flat);
        return Model.of(net.build(Head.NONE), "dense", "0".repeat(64));
    }

    private static Model perceptron(double[] lower, double[] bias, double[] upper, double[] top, int inputs) {
        Network.Builder net = Network.builder("x", Shape.of(inputs, 1, 1));
        int flat = net.add("flat", new Operation.Reshape(Shape.of(inputs)), 0);
        int below = net.add("lower", layer(lower, bias, inputs), flat);
        net.add("upper", layer(upper, top, bias.length), net.add("relu", new Operation.Activation(RELU), below));
        return Model.of(net.build(Head.NONE), "perceptron", "0".repeat(64));
    }

    private static Operation.Dense layer(double[] weights, double[] bias, int inputs) {
        return new Operation.Dense(
                Tensor.wrap(Shape.of(bias.length, inputs), floats(weights)),
                Tensor.wrap(Shape.of(bias.length), floats(bias)),
                false);
    }

    private static Tensor image(double... pixels) {
        return Tensor.wrap(Shape.of(1, pixels.length, 1, 1), floats(pixels));
    }

    private static Tensor uniform(Random random, Shape shape) {
        return Tensor.wrap(
                shape, floats(random.doubles(shape.elementCount(), -1, 1).toArray()));
    }

    private static float[] floats(double... values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private static PatternSnapshot snapshot(String layer, Shape shape, double[] values, Regime regime) {
        return snapshot(new LayerPattern(new LayerId(layer), regime, shape, values));
    }

    private static PatternSnapshot snapshot(LayerPattern... patterns) {
        PatternSnapshot.Provenance made = new PatternSnapshot.Provenance("", List.of(), 0, Map.of(), Instant.EPOCH);
        return new PatternSnapshot(new SnapshotId("worked"), made, List.of(patterns));
    }

    private static void assertClose(double[] actual, double[] expected) {
        assertThat(Deviation.of(actual, expected, 0, expected.length).max()).isLessThan(ROUNDING);
    }
}
