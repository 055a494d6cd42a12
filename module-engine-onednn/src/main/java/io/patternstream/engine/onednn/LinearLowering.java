/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_add;

import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.program.Instruction;
import io.patternstream.engine.program.LinearLayer;
import io.patternstream.engine.program.Operator;
import io.patternstream.engine.program.Program;
import io.patternstream.engine.program.Section;
import io.patternstream.engine.program.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Layers with weights: the fastest way of each, and where its coefficients lie. */
final class LinearLowering implements AutoCloseable {
    private final PlanBuilder plan;
    private final Binaries binaries;
    private final WeightStore store;
    private final Options options;
    private final List<Held> held = new ArrayList<>();

    LinearLowering(PlanBuilder plan, Binaries binaries, WeightStore store, Options options) {
        this.plan = plan;
        this.binaries = binaries;
        this.store = store;
        this.options = options;
    }

    void lower(Instruction instruction) {
        if (instruction.operator() instanceof Operator.Forward forward) {
            lower(forward.layer(), instruction, function(forward), true);
        } else if (instruction.operator() instanceof Operator.Transpose transpose) {
            lower(transpose.layer(), instruction, null, false);
        }
    }

    private static @Nullable Eltwise function(Operator.Forward forward) {
        Nonlinearity activation = forward.activation();
        return activation == null ? null : Eltwise.of(activation).orElseThrow();
    }

    /**
     * Follows the coefficients of another program; prepares only those whose keys are new.
     *
     * @return whether anything has moved
     */
    boolean rebind(Program program) {
        List<LinearLayer> layers = new ArrayList<>();
        for (Section section : program.sections()) {
            for (Instruction instruction : section.instructions()) {
                if (instruction.operator() instanceof Operator.Forward forward) {
                    layers.add(forward.layer());
                } else if (instruction.operator() instanceof Operator.Transpose transpose) {
                    layers.add(transpose.layer());
                }
            }
        }
        if (layers.size() != held.size()) {
            throw new IllegalArgumentException(
                    "a program of " + layers.size() + " layers cannot take the place of one of " + held.size());
        }
        boolean moved = false;
        for (int i = 0; i < layers.size(); i++) {
            moved |= held.get(i).follow(layers.get(i));
        }
        return moved;
    }

    /** {@return bytes of the coefficients, each counted once} */
    long bytes() {
        return held.stream()
                .flatMap(holder -> holder.shared().stream())
                .distinct()
                .mapToLong(WeightStore.Shared::bytes)
                .sum();
    }

    @Override
    public void close() {
        held.forEach(Held::close);
        held.clear();
    }

    private void lower(LinearLayer layer, Instruction instruction, @Nullable Eltwise function, boolean forward) {
        Value x = instruction.operand(0);
        Value z = instruction.result();
        Value added = instruction.operands().size() == 1 ? null : instruction.operand(1);
        Ending ending = added == null
                ? Ending.of(function)
                : new Ending(plan.array(added).layout().type(), function);
        Way way = choose(layer, x, z, ending, forward);
        Held holder = new Held(way, layer, forward);
        held.add(holder);
        Map<Integer, Array> arguments = new LinkedHashMap<>();
        arguments.put(way.inputArgument(), plan.array(x, way.input()));
        arguments.put(DNNL_ARG_WEIGHTS, new Array(way.weights(), holder.weightStorage, 0));
        if (holder.biasStorage != null) {
            Layout biases = Layout.plain(layer.shape().dimension(0));
            arguments.put(DNNL_ARG_BIAS, new Array(biases, holder.biasStorage, 0));
        }
        if (added != null && way.adds()) {
            arguments.put(Binaries.operandOf(0), plan.array(added, way.output().withType(ending.added())));
        }
        Way.Finish finish = way.finish();
        Array output = finish == null ? plan.result(z, way.output()) : Array.of(way.output());
        arguments.put(way.outputArgument(), output);
        plan.run(way.primitive(), arguments).linear();
        if (finish != null) {
            Array target = plan.result(z, finish.result());
            plan.run(
                            finish.primitive(),
                            Map.of(DNNL_ARG_FROM, output.as(finish.from()), DNNL_ARG_TO, target.as(finish.to())))
                    .linear();
        }
        if (added != null && !way.adds()) {
            Array sum = plan.array(z).whole();
            Array more = plan.array(added, plan.array(z).layout()).whole();
            binaries.run(dnnl_binary_add, ending.afterAddition(), sum, more, sum, Map.of());
        }
    }

    private Way choose(LinearLayer layer, Value x, Value z, Ending ending, boolean forward) {
        Layout given = (layer.isDense() ? plan.plain(x) : plan.array(x)).layout();
        Options options = options(x, z, forward);
        String key = (forward ? "forward " : "transpose ")
                + ending
                + layer.shape()
                + layer.window()
                + layer.groups()
                + layer.input()
                + x.shape().dimension(0)
                + options
                + given.key();
        List<LazyWay> ways = ways(layer, x.shape().dimension(0), ending, forward, options);
        return this.options.measured() ? Tuner.fastest(key, given, ending, ways) : Tuner.first(ways);
    }

    private Options options(Value x, Value z, boolean forward) {
        boolean exact = plan.uses().onlyDivides(z) || plan.uses().isUneven(x);
        Options chosen = exact ? options.withoutWinograd() : options;
        return forward ? chosen.forward(plan.uses().isInput(x)) : chosen;
    }

    private static List<LazyWay> ways(LinearLayer layer, long batch, Ending ending, boolean forward, Options options) {
        if (layer.isDense()) {
            DenseWays ways = new DenseWays(layer, batch, options);
            return forward ? ways.forward(ending) : ways.transpose();
        }
        ConvolutionWays ways = new ConvolutionWays(layer, batch, options);
        return forward ? ways.forward(ending) : ways.transpose(ending);
    }

    /** The coefficients of one step. */
    private final class Held {
        private final Way way;
        private final Storage weightStorage;
        private final @Nullable Storage biasStorage;
        private Object key;
        private WeightStore.Shared weights;
        private WeightStore.@Nullable Shared biases;

        Held(Way way, LinearLayer layer, boolean biased) {
            this.way = way;
            this.key = layer.coefficients().key();
            this.weights = store.weights(layer, way.weights(), way.arrangement());
            this.biases = biased ? store.biases(layer) : null;
            this.weightStorage = Storage.at(weights.address());
            this.biasStorage = biases == null ? null : Storage.at(biases.address());
        }

        boolean follow(LinearLayer layer) {
            if (layer.coefficients().key().equals(key)) {
                return false;
            }
            WeightStore.Shared oldWeights = weights;
            WeightStore.Shared oldBiases = biases;
            key = layer.coefficients().key();
            weights = store.weights(layer, way.weights(), way.arrangement());
            weightStorage.place(weights.address());
            if (oldBiases != null && biasStorage != null) {
                biases = store.biases(layer);
                biasStorage.place(biases.address());
                oldBiases.close();
            }
            oldWeights.close();
            return true;
        }

        List<WeightStore.Shared> shared() {
            return biases == null ? List.of(weights) : List.of(weights, biases);
        }

        void close() {
            shared().forEach(WeightStore.Shared::close);
        }
    }
}
