/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.dl4j;

import io.patternstream.engine.spi.ModelFormatException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.jspecify.annotations.Nullable;

/**
 * What a MultiLayerNetwork and a ComputationGraph have in common: named steps in the order in which their parameters lie,
 * each after those that it reads.
 *
 * @param input name of the only input
 * @param steps in order; the last is not necessarily the output
 * @param output name of the step that is the only output
 */
record LayerGraph(String input, List<Step> steps, String output) {
    private static final String INPUT = "input";

    /** Refuses steps that read what is not computed before them, and steps that lead nowhere. */
    LayerGraph {
        steps = List.copyOf(steps);
        Set<String> known = new HashSet<>(Set.of(input));
        Set<String> read = new HashSet<>(Set.of(output));
        for (Step step : steps) {
            if (!known.containsAll(step.inputs()) || step.inputs().isEmpty()) {
                throw new ModelFormatException(
                        "'" + step.name() + "' reads " + step.inputs()
                                + ", not all of which are computed before it: the graph has a cycle or names what it does not have");
            }
            if (!known.add(step.name())) {
                throw new ModelFormatException("has two layers of the name '" + step.name() + "'");
            }
            read.addAll(step.inputs());
        }
        for (Step step : steps) {
            if (!read.contains(step.name())) {
                throw new ModelFormatException("'" + step.name() + "' leads to no output");
            }
        }
        if (!known.contains(output)) {
            throw new ModelFormatException("has no layer '" + output + "', which it names as its output");
        }
    }

    static LayerGraph of(MultiLayerConfiguration configuration) {
        List<Step> steps = new ArrayList<>();
        String last = INPUT;
        for (int i = 0; i < configuration.getConfs().size(); i++) {
            Layer layer = thawed(configuration.getConf(i).getLayer());
            String name = layer.getLayerName() == null ? "layer" + i : layer.getLayerName();
            steps.add(new Step(name, layer, null, configuration.getInputPreProcess(i), List.of(last)));
            last = name;
        }
        return new LayerGraph(INPUT, steps, last);
    }

    static LayerGraph of(ComputationGraphConfiguration configuration) {
        String input = only("input", configuration.getNetworkInputs());
        String output = only("output", configuration.getNetworkOutputs());
        List<String> order = configuration.getTopologicalOrderStr();
        Set<String> ordered = order == null ? Set.of() : new HashSet<>(order);
        if (order == null || !ordered.containsAll(configuration.getVertices().keySet())) {
            throw new ModelFormatException(
                    "does not say the order of its vertices; save it with DL4J 1.0.0 after init()");
        }
        List<Step> steps = new ArrayList<>();
        for (String name : order) {
            GraphVertex vertex = configuration.getVertices().get(name);
            List<String> inputs = configuration.getVertexInputs().get(name);
            if (vertex != null) {
                steps.add(step(name, vertex, inputs == null ? List.of() : inputs));
            }
        }
        return new LayerGraph(input, steps, output);
    }

    private static Step step(String name, GraphVertex vertex, List<String> inputs) {
        if (vertex instanceof LayerVertex layer) {
            return new Step(name, thawed(layer.getLayerConf().getLayer()), null, layer.getPreProcessor(), inputs);
        }
        return new Step(name, null, vertex, null, inputs);
    }

    /** A layer that transfer learning has frozen predicts like any other. */
    private static Layer thawed(Layer layer) {
        if (layer instanceof FrozenLayer frozen) {
            return thawed(frozen.getLayer());
        }
        return layer instanceof FrozenLayerWithBackprop frozen ? thawed(frozen.getUnderlying()) : layer;
    }

    private static String only(String what, List<String> names) {
        if (names == null || names.size() != 1) {
            throw new ModelFormatException(
                    "has the " + what + "s " + names + "; networks with one " + what + " are supported");
        }
        return names.get(0);
    }

    /**
     * One layer, or one vertex without weights.
     *
     * @param name the layer's name in the file
     * @param layer the layer, or null
     * @param vertex the vertex where it is no layer, else null
     * @param preprocessor what reshapes the layer's input, or null
     * @param inputs names of what it reads
     */
    record Step(
            String name,
            @Nullable Layer layer,
            @Nullable GraphVertex vertex,
            @Nullable InputPreProcessor preprocessor,
            List<String> inputs) {
        /** Copies. */
        public Step {
            inputs = List.copyOf(inputs);
        }

        /** {@return the class of the layer or vertex, for messages} */
        String type() {
            Object kind = layer == null ? vertex : layer;
            return kind == null ? "" : kind.getClass().getSimpleName();
        }
    }
}
