/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import io.patternstream.engine.graph.Window;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * All ways to compute a layer, in all precisions that the processor has, and not only those that happen to be the fastest here,
 * compute it: against plain loops in float64.
 */
final class LayerWaysTest {
    private final WayRunner runner = new WayRunner();

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
        runner.check(40 * kernel);
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
        runner.check(100);
    }

    @ParameterizedTest
    @CsvSource({"16, 16, 1", "64, 32, 1", "17, 33, 1", "3, 64, 1", "32, 32, 2", "24, 24, 24", "6, 4, 2"})
    void sumsAreClippedAtTheirEnd(int inputs, int outputs, int groups) {
        for (Window window : List.of(Window.square(3, 1, 1), Window.square(3, 2, 1), Window.square(1, 1, 0))) {
            RandomLayer random = RandomLayer.convolution(inputs, outputs, groups, new int[] {14, 14}, window);
            ConvolutionWays ways = new ConvolutionWays(random.layer(), RandomLayer.BATCH, WayRunner.options());
            Expected expected = Expected.of(random);
            compareForward(random, WayRunner.CLIPPING, ways.forward(WayRunner.CLIPPING), expected);
        }
        runner.check(2);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 10", "16, 16", "100, 33", "800, 10", "256, 1000"})
    void denseLayersOfAnySize(int inputs, int outputs) {
        RandomLayer random = RandomLayer.dense(inputs, outputs);
        DenseWays ways = new DenseWays(random.layer(), RandomLayer.BATCH, WayRunner.options());
        Expected expected = Expected.of(random);
        for (Ending ending : List.of(WayRunner.PLAIN, WayRunner.ADDING, WayRunner.CLIPPING)) {
            compareForward(random, ending, ways.forward(ending), expected);
        }
        compareTranspose(random, WayRunner.PLAIN, ways.transpose(), expected);
        compareTranspose(random, WayRunner.ADDING, ways.transpose(), expected);
        runner.check(2);
    }

    private void check(int inputs, int outputs, int groups, int[] size, Window window) {
        if (window.outputHeight(size[0]) < 1 || window.outputWidth(size[1]) < 1) {
            return;
        }
        RandomLayer random = RandomLayer.convolution(inputs, outputs, groups, size, window);
        ConvolutionWays ways = new ConvolutionWays(random.layer(), RandomLayer.BATCH, WayRunner.options());
        Expected expected = Expected.of(random);
        for (Ending ending : List.of(WayRunner.PLAIN, WayRunner.ADDING)) {
            compareForward(random, ending, ways.forward(ending), expected);
            compareTranspose(random, ending, ways.transpose(ending), expected);
        }
    }

    private void compareForward(RandomLayer random, Ending ending, List<LazyWay> ways, Expected expected) {
        WayRunner.Case up = new WayRunner.Case("forward", random.layer(), ending, random.x());
        runner.compare(up, ways, expected.exact.get(0), expected.rounded.get(0));
    }

    private void compareTranspose(RandomLayer random, Ending ending, List<LazyWay> ways, Expected expected) {
        WayRunner.Case down = new WayRunner.Case("transpose", random.layer(), ending, random.r());
        runner.compare(down, ways, expected.exact.get(1), expected.rounded.get(1));
    }

    /** What the layer and its transpose come to, and what they come to with operands in bfloat16. */
    private record Expected(List<double[]> exact, List<double[]> rounded) {
        static Expected of(RandomLayer random) {
            return new Expected(random.expected(), random.rounded().expected());
        }
    }
}
