/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_MULTIPLE_SRC;
import static org.bytedeco.dnnl.global.dnnl.dnnl_aBcd16b;
import static org.bytedeco.dnnl.global.dnnl.dnnl_concat_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;

import io.patternstream.engine.graph.IndexMap;
import io.patternstream.engine.program.Instruction;
import io.patternstream.engine.program.Operator;
import io.patternstream.engine.program.Value;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.javacpp.Pointer;

/** Values that only go elsewhere. */
final class MoveLowering {
    private static final int BLOCK = 16;
    private static final int IMAGE_RANK = 4;

    private final PlanBuilder plan;

    MoveLowering(PlanBuilder plan) {
        this.plan = plan;
    }

    void lower(Instruction instruction) {
        Operator operator = instruction.operator();
        Value x = instruction.operand(0);
        Value result = instruction.result();
        if (operator instanceof Operator.Concat) {
            concat(instruction.operands(), result);
        } else if (operator instanceof Operator.Channels channels) {
            channels(x, channels, result);
        } else if (operator instanceof Operator.Reshape) {
            plan.define(result, plan.plain(x).as(Layout.plain(result.shape())));
        } else if (operator instanceof Operator.Rearrange rearrange) {
            rearrange(rearrange.map(), x, result);
        } else if (operator instanceof Operator.RearrangeBackward rearrange) {
            rearrangeBackward(rearrange.map(), x, result);
        }
    }

    private void concat(List<Value> parts, Value result) {
        if (isThere(parts, result)) {
            return;
        }
        boolean blocked = result.shape().rank() == IMAGE_RANK
                && parts.stream().allMatch(part -> part.shape().dimension(1) % BLOCK == 0);
        int type = commonType(parts);
        dnnl_memory_desc_t sources = new dnnl_memory_desc_t(parts.size());
        Map<Integer, Array> arguments = new HashMap<>();
        for (int i = 0; i < parts.size(); i++) {
            Layout layout = blocked
                    ? blocked(plan.array(parts.get(i)).layout()).withType(type)
                    : Layout.plain(parts.get(i).shape());
            Array part = plan.array(parts.get(i), layout);
            dnnl_memory_desc_t descriptor = part.layout().descriptor();
            Pointer.memcpy(sources.getPointer(i), descriptor, descriptor.sizeof());
            arguments.put(DNNL_ARG_MULTIPLE_SRC + i, part);
        }
        long[] dimensions = Layout.dimensions(result.shape());
        Layout target = blocked ? Layout.tagged(type, dnnl_aBcd16b, dimensions) : Layout.plain(result.shape());
        Primitive primitive = Primitive.of(
                (descriptor, attributes) -> dnnl_concat_primitive_desc_create(
                        descriptor, target.descriptor(), parts.size(), 1, sources, attributes, Onednn.engine()),
                PostOps.NONE);
        arguments.put(DNNL_ARG_DST, plan.result(result, target));
        plan.run(primitive, arguments);
    }

    /** The parts' type, and the finer one where they have several. */
    private int commonType(List<Value> parts) {
        int[] types = parts.stream()
                .mapToInt(part -> plan.array(part).layout().type())
                .distinct()
                .toArray();
        return types.length == 1 ? types[0] : dnnl_f32;
    }

    /** Defines a concatenation whose parts have been written where it lies. */
    private boolean isThere(List<Value> parts, Value result) {
        Optional<Array> home = plan.home(result);
        boolean there = home.isPresent()
                && parts.stream()
                        .allMatch(
                                part -> plan.array(part).storage() == home.get().storage());
        if (there) {
            plan.define(result, home.get());
        }
        return there;
    }

    private void channels(Value x, Operator.Channels channels, Value result) {
        Array source = plan.array(x);
        boolean blocked = x.shape().rank() == IMAGE_RANK
                && x.shape().dimension(1) % BLOCK == 0
                && channels.from() % BLOCK == 0
                && channels.count() % BLOCK == 0;
        Array whole = blocked ? plan.array(x, blocked(source.layout())) : plan.plain(x);
        long[] dimensions = Layout.dimensions(result.shape());
        if (blocked && dimensions[0] == 1) {
            Layout layout = Layout.blocked(whole.layout().type(), dimensions);
            long offset = whole.offset() + layout.bytes() / channels.count() * channels.from();
            plan.define(result, new Array(layout, whole.storage(), offset));
            return;
        }
        Array part = whole.as(whole.layout().channels(channels.from(), channels.count()));
        Layout target =
                blocked ? Layout.tagged(whole.layout().type(), dnnl_aBcd16b, dimensions) : Layout.plain(result.shape());
        plan.reorder(part, plan.result(result, target));
    }

    private void rearrange(IndexMap map, Value x, Value result) {
        Array source = plan.plain(x);
        Array target = plan.result(result, Layout.plain(result.shape()));
        int from = map.input().elementCount();
        int to = map.output().elementCount();
        float fill = (float) map.fill();
        Floats sourceFloats = new Floats(source);
        Floats targetFloats = new Floats(target);
        plan.run(
                () -> {
                    FloatBuffer read = sourceFloats.get();
                    FloatBuffer written = targetFloats.get();
                    for (int n = 0; n < x.shape().dimension(0); n++) {
                        for (int i = 0; i < to; i++) {
                            int position = map.source(i);
                            written.put(n * to + i, position == IndexMap.FILL ? fill : read.get(n * from + position));
                        }
                    }
                },
                source,
                target);
    }

    private void rearrangeBackward(IndexMap map, Value r, Value result) {
        Array arriving = plan.plain(r);
        Array target = plan.result(result, Layout.plain(result.shape()));
        int from = map.input().elementCount();
        int to = map.output().elementCount();
        double[] sums = new double[from];
        Floats arrivingFloats = new Floats(arriving);
        Floats targetFloats = new Floats(target);
        plan.run(
                () -> {
                    FloatBuffer read = arrivingFloats.get();
                    FloatBuffer written = targetFloats.get();
                    for (int n = 0; n < r.shape().dimension(0); n++) {
                        Arrays.fill(sums, 0);
                        for (int i = 0; i < to; i++) {
                            int position = map.source(i);
                            if (position != IndexMap.FILL) {
                                sums[position] += read.get(n * to + i);
                            }
                        }
                        for (int i = 0; i < from; i++) {
                            written.put(n * from + i, (float) sums[i]);
                        }
                    }
                },
                arriving,
                target);
    }

    private static Layout blocked(Layout like) {
        return Layout.tagged(like.type(), dnnl_aBcd16b, like.dimensions());
    }
}
