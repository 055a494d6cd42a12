/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_bf16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_add;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_clip_v2;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_relu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;

import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.program.LinearLayer;
import io.patternstream.engine.spi.Precision;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_stream;

/**
 * Runs every way to compute a layer and compares it with what is expected. Ways in bfloat16 are to be compared with loops over
 * input and weights rounded to bfloat16: products of those are exact in float32, they are added up in float32, and the result
 * is rounded once.
 */
final class WayRunner {
    /** Of the largest value: float32 sums of up to 800 products, and what Winograd's transformations add. */
    private static final double TOLERANCE = 1e-5;

    /** Of each value: half of bfloat16's last place, which has 8 significant bits. */
    private static final double ROUNDING = 1.0 / 256;

    static final Ending PLAIN = Ending.of(null);

    /** Adds float32 values, then rectifies: which {@link #ended} does, too. */
    static final Ending ADDING = new Ending(dnnl_f32, new Eltwise(dnnl_eltwise_relu, 0, 0));

    /** Bounds that some of the sums lie between and some beyond. */
    static final Ending CLIPPING = Ending.of(new Eltwise(dnnl_eltwise_clip_v2, -1, 2));

    private final List<String> wrong = new ArrayList<>();
    private int computed;
    private int reduced;

    /** {@return everything that the processor has} */
    static Options options() {
        return new Options(true, new OnednnProvider().computes(Precision.BF16) ? Precision.BF16 : Precision.F32, 1);
    }

    /**
     * Runs ways.
     *
     * @param test what they compute
     * @param ways all of them
     * @param exact expected without what is added
     * @param rounded expected of input and weights in bfloat16
     */
    void compare(Case test, List<LazyWay> ways, double[] exact, double[] rounded) {
        for (int i = 0; i < ways.size(); i++) {
            try (Way way = ways.get(i).generate()) {
                boolean rounds = way.weights().type() == dnnl_bf16;
                double rounding = way.result().type() == dnnl_bf16 ? ROUNDING : 0;
                double error = error(run(way, test), ended(test, rounds ? rounded : exact), rounding);
                computed++;
                reduced += rounds ? 1 : 0;
                if (!(error < TOLERANCE)) {
                    wrong.add(test.what + (way.adds() ? " adding " : " ") + i + " of " + ways.size()
                            + (rounds ? " in bf16" : "") + " by " + error + ": " + test.layer.shape() + " on "
                            + test.layer.input() + " " + test.layer.window());
                }
            } catch (OnednnException e) {
                assertThat(e.unimplemented()).as(e.getMessage()).isTrue();
            }
        }
    }

    /** Asserts that all were right, and that there were some in each precision that the processor has. */
    void check(int least) {
        assertThat(wrong).isEmpty();
        assertThat(computed).isGreaterThan(least);
        assertThat(reduced).isGreaterThanOrEqualTo(options().reduced() ? least / 4 : 0);
    }

    /** What is added to value i. */
    private static double added(int i) {
        return i % 7 - 3;
    }

    private static double[] ended(Case test, double[] sums) {
        double[] ended = sums.clone();
        for (int i = 0; i < ended.length; i++) {
            ended[i] += test.ending.adds() ? added(i) : 0;
            if (test.ending.equals(ADDING)) {
                ended[i] = Math.max(0, ended[i]);
            } else if (test.ending.equals(CLIPPING)) {
                ended[i] = Math.min(Math.max(ended[i], -1), 2);
            }
        }
        return ended;
    }

    private static float[] run(Way way, Case test) {
        LinearLayer layer = test.layer;
        Tensor x = test.x;
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
            if (way.adds()) {
                arguments.put(Binaries.operandOf(0), addition(room, way.output().withType(dnnl_f32)));
            }
            execute(way.primitive(), arguments);
            Array result = written;
            Way.Finish finish = way.finish();
            if (finish != null) {
                result = room.array(finish.result());
                execute(
                        finish.primitive(),
                        Map.of(DNNL_ARG_FROM, written.as(finish.from()), DNNL_ARG_TO, result.as(finish.to())));
            }
            if (test.ending.adds() && !way.adds()) {
                add(test.ending, room, result);
            }
            return plain(room, result);
        }
    }

    private static void add(Ending ending, Room room, Array result) {
        Layout layout = result.layout().whole();
        try (Primitive primitive =
                Binaries.primitive(dnnl_binary_add, ending.afterAddition(), layout, layout, layout)) {
            Array addition = addition(room, result.layout());
            execute(
                    primitive,
                    Map.of(
                            DNNL_ARG_SRC_0,
                            result.whole(),
                            DNNL_ARG_SRC_1,
                            addition.whole(),
                            DNNL_ARG_DST,
                            result.whole(),
                            DNNL_ARG_SCRATCHPAD,
                            room.array(primitive.scratchpad())));
        }
    }

    private static Array addition(Room room, Layout layout) {
        Array plain = room.array(Layout.plain(layout.dimensions()));
        FloatBuffer floats = plain.floats();
        for (int i = 0; floats.hasRemaining(); i++) {
            floats.put((float) added(i));
        }
        Array addition = room.array(layout);
        Reorder.run(plain, addition);
        return addition;
    }

    private static float[] plain(Room room, Array result) {
        Array plain = room.array(Layout.plain(result.layout().dimensions()));
        Reorder.run(result, plain);
        float[] got = new float[Math.toIntExact(plain.layout().elements())];
        plain.floats().get(got);
        return got;
    }

    private static void execute(Primitive primitive, Map<Integer, Array> arguments) {
        dnnl_stream stream = Onednn.stream();
        try (NativeStep step = new NativeStep(primitive, stream, arguments)) {
            step.run();
        } finally {
            Onednn.destroy(stream);
        }
    }

    /** The largest difference beyond the rounding of each value, over the largest value. */
    private static double error(float[] got, double[] expected, double rounding) {
        assertThat(got).hasSameSizeAs(expected);
        double largest = 0;
        double worst = 0;
        for (int i = 0; i < got.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            double difference = Math.abs(got[i] - expected[i]) - rounding * Math.abs(expected[i]);
            worst = difference <= worst ? worst : difference;
        }
        return worst == 0 ? 0 : worst / largest;
    }

    /**
     * What ways compute.
     *
     * @param what said of those that are wrong
     * @param layer the layer
     * @param ending of its sums
     * @param x what they read
     */
    record Case(String what, LinearLayer layer, Ending ending, Tensor x) {}

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
