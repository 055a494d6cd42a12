/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.graph.Window;
import io.patternstream.engine.kernels.Calculation;
import io.patternstream.engine.kernels.Calculator;
import io.patternstream.engine.kernels.RandomCase;
import io.patternstream.engine.program.LinearLayer;
import io.patternstream.engine.reference.GivenCoefficients;
import io.patternstream.engine.reference.ReferenceProvider;
import io.patternstream.engine.spi.Kernels;
import io.patternstream.engine.spi.LinearKernel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bytedeco.dnnl.dnnl_stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * All ways to compute a convolution, not only those that happen to be the fastest here, compute it: against plain loops in float64.
 */
final class ConvolutionWaysTest {
    /** Of the largest value: float32 sums of up to 800 products, and what Winograd's transformations add. */
    private static final double TOLERANCE = 1e-5;

    private static final int BATCH = 2;
    private static final Options OPTIONS = new Options(true, false, 1);

    private final List<String> wrong = new ArrayList<>();
    private int computed;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
    void everyStrideAndPaddingOfAKernel(int kernel) {
        for (int stride = 1; stride <= 3; stride++) {
            for (int pad = 0; pad < kernel; pad++) {
                for (int[] size : new int[][] {{12, 18}, {13, 11}, {7, 9}}) {
                    int other = (pad + 1) % kernel;
                    check(3, 5, 1, size, new Window(kernel, kernel, stride, stride, pad, pad, other, pad, 1, 1));
                    check(1, 16, 1, size, new Window(kernel, kernel, stride, stride, pad, other, pad, pad, 1, 1));
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(computed).isGreaterThan(40 * kernel);
    }

    @ParameterizedTest
    @CsvSource({"16, 16, 1", "64, 32, 1", "17, 33, 1", "3, 64, 1", "32, 32, 2", "24, 24, 24", "16, 16, 16", "6, 4, 2"})
    void channelsOfAnyNumberWithEveryPaddingOfThree(int inputs, int outputs, int groups) {
        for (int pads = 0; pads < 16; pads++) {
            for (int[] size : new int[][] {{14, 14}, {7, 9}, {33, 17}, {2, 3}}) {
                check(
                        inputs,
                        outputs,
                        groups,
                        size,
                        new Window(3, 3, 1, 1, pads & 1, pads >> 1 & 1, pads >> 2 & 1, pads >> 3, 1, 1));
            }
        }
        check(inputs, outputs, groups, new int[] {9, 8}, new Window(3, 3, 2, 2, 1, 0, 0, 1, 1, 1));
        check(inputs, outputs, groups, new int[] {9, 8}, new Window(3, 3, 1, 1, 2, 1, 2, 3, 2, 3));
        check(inputs, outputs, groups, new int[] {9, 8}, new Window(3, 1, 1, 2, 1, 0, 1, 0, 1, 1));
        check(inputs, outputs, groups, new int[] {1, 1}, Window.square(1, 1, 0));
        assertThat(wrong).isEmpty();
        assertThat(computed).isGreaterThan(100);
    }

    private void check(int inputs, int outputs, int groups, int[] size, Window window) {
        if (window.outputHeight(size[0]) < 1 || window.outputWidth(size[1]) < 1) {
            return;
        }
        Random random = new Random(inputs + outputs);
        Shape shape = Shape.of(outputs, inputs / groups, window.kernelHeight(), window.kernelWidth());
        LinearLayer layer = new LinearLayer(
                GivenCoefficients.of(
                        random.doubles(shape.elementCount(), -1, 1).toArray(),
                        random.doubles(outputs, -1, 1).toArray()),
                shape,
                window,
                groups,
                Shape.of(inputs, size[0], size[1]));
        Tensor x = RandomCase.gaussian(random, 0, layer.input().batchOf(BATCH));
        Shape output = Shape.of(outputs, window.outputHeight(size[0]), window.outputWidth(size[1]));
        Tensor r = RandomCase.gaussian(random, 0, output.batchOf(BATCH));
        List<double[]> expected = Calculator.run(new ReferenceProvider(), new Both(layer), x, r);
        ConvolutionWays ways = new ConvolutionWays(layer, BATCH, OPTIONS);
        compare("forward", layer, ways.forward(false), x, output, expected.get(0));
        compare("transpose", layer, ways.transpose(), r, layer.input(), expected.get(1));
    }

    private void compare(
            String what, LinearLayer layer, List<LazyWay> ways, Tensor x, Shape output, double[] expected) {
        for (int i = 0; i < ways.size(); i++) {
            try (Way way = ways.get(i).generate()) {
                double error = error(run(way, layer, x, output), expected);
                computed++;
                if (!(error < TOLERANCE)) {
                    wrong.add(what + " " + i + " of " + ways.size() + " by " + error + ": " + layer.shape() + " on "
                            + layer.input() + " " + layer.window());
                }
            } catch (OnednnException e) {
                assertThat(e.unimplemented()).as(e.getMessage()).isTrue();
            }
        }
    }

    private static float[] run(Way way, LinearLayer layer, Tensor x, Shape output) {
        try (Room room = new Room();
                WeightStore.Shared weights = new WeightStore().weights(layer, way.weights(), way.arrangement());
                WeightStore.Shared biases = new WeightStore().biases(layer)) {
            Array given = room.array(Layout.plain(x.shape()));
            float[] values = new float[x.shape().elementCount()];
            x.copyTo(values, 0);
            given.floats().put(values);
            Array input = room.array(way.input());
            Reorder.run(given, input);
            Map<Integer, Array> arguments = new LinkedHashMap<>();
            arguments.put(way.inputArgument(), input);
            arguments.put(DNNL_ARG_WEIGHTS, new Array(way.weights(), Storage.at(weights.address()), 0));
            arguments.put(
                    DNNL_ARG_BIAS,
                    new Array(Layout.plain(layer.shape().dimension(0)), Storage.at(biases.address()), 0));
            Array written = room.array(way.output());
            arguments.put(way.outputArgument(), written);
            arguments.put(DNNL_ARG_SCRATCHPAD, room.array(way.primitive().scratchpad()));
            execute(way.primitive(), arguments);
            Array result = written;
            Way.Finish finish = way.finish();
            if (finish != null) {
                result = room.array(finish.result());
                execute(
                        finish.primitive(),
                        Map.of(DNNL_ARG_FROM, written.as(finish.from()), DNNL_ARG_TO, result.as(finish.to())));
            }
            Array plain = room.array(Layout.plain(output.batchOf(BATCH)));
            Reorder.run(result, plain);
            float[] got = new float[BATCH * output.elementCount()];
            plain.floats().get(got);
            return got;
        }
    }

    private static void execute(Primitive primitive, Map<Integer, Array> arguments) {
        dnnl_stream stream = Onednn.stream();
        try (NativeStep step = new NativeStep(primitive, stream, arguments)) {
            step.run();
        } finally {
            Onednn.destroy(stream);
        }
    }

    private static double error(float[] got, double[] expected) {
        double largest = 0;
        double worst = 0;
        for (int i = 0; i < got.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            double difference = Math.abs(got[i] - expected[i]);
            worst = difference <= worst ? worst : difference;
        }
        return worst == 0 ? 0 : worst / largest;
    }

    private record Both(LinearLayer layer) implements Calculation {
        @Override
        public <A> List<A> on(Kernels<A> kernels, List<A> inputs) {
            try (LinearKernel<A> prepared = kernels.convolution(
                    layer.coefficients(), layer.shape(), layer.requiredWindow(), layer.groups(), layer.input())) {
                return List.of(prepared.forward(inputs.get(0)), prepared.transpose(inputs.get(1)));
            }
        }
    }

    /** Memory for arrays. */
    private static final class Room implements AutoCloseable {
        private final List<NativeMemory.Block> blocks = new ArrayList<>();

        Array array(Layout layout) {
            NativeMemory.Block block = NativeMemory.allocate(layout.bytes());
            blocks.add(block);
            Array array = Array.of(layout);
            array.storage().place(block.address());
            return array;
        }

        @Override
        public void close() {
            blocks.forEach(NativeMemory.Block::close);
        }
    }
}
