/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.lowering.GraphWriter;
import io.patternstream.engine.spi.ModelFormatException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Turns a Keras model into a network. Models inside the model are written out at each call; what the output does not depend
 * on is left out. Used for one file.
 */
final class KerasImporter {
    private static final int MAX_CALLS = 20_000;
    private static final WeightSource.Place OUTERMOST = new WeightSource.Place(List.of(), List.of());

    private final KerasVersion version;
    private final WeightSource weights;
    private final GraphWriter graph;
    private final Map<WeightSource.Place, KerasLayer> layers = new HashMap<>();
    private final Map<WeightSource.Place, KerasModel> models = new HashMap<>();
    private final Map<String, Integer> uses = new HashMap<>();

    private int calls;

    private KerasImporter(KerasVersion version, WeightSource weights, GraphWriter graph) {
        this.version = version;
        this.weights = weights;
        this.graph = graph;
    }

    /**
     * Reads a model.
     *
     * @param json its configuration
     * @param version of the Keras that wrote it
     * @param weights of its layers
     * @param file what the caller knows of the file
     * @return the network
     */
    static Network read(JsonNode json, String version, WeightSource weights, Source file) {
        KerasVersion keras = KerasVersion.of(version);
        KerasModel model = KerasModel.of(json, keras);
        if (model.inputs().size() != 1) {
            throw new ModelFormatException(
                    "has " + model.inputs().size() + " inputs; models with one input are supported");
        }
        GraphWriter graph = new GraphWriter(
                model.inputs().get(0).layer(), InputShape.of(model.shape(), file.input()), file.bytes());
        KerasImporter importer = new KerasImporter(keras, weights, graph);
        return graph.build(importer.write(model, new Scope(OUTERMOST, ""), List.of(0)));
    }

    /** Writes a model below its inputs, layer by layer in the order in which they depend on each other. */
    private int write(KerasModel model, Scope scope, List<Integer> inputs) {
        if (inputs.size() != model.inputs().size()) {
            throw new ModelFormatException("the model '" + scope.place().name() + "' is called with " + inputs.size()
                    + " inputs but has " + model.inputs().size());
        }
        Map<KerasModel.Tensor, Integer> positions = new HashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            positions.put(model.inputs().get(i), inputs.get(i));
        }
        Deque<KerasModel.Tensor> waiting = new ArrayDeque<>(List.of(model.output()));
        Set<KerasModel.Tensor> begun = new HashSet<>();
        while (!waiting.isEmpty()) {
            KerasModel.Tensor next = waiting.peek();
            List<KerasModel.Tensor> arguments = positions.containsKey(next) ? List.of() : model.arguments(next);
            List<KerasModel.Tensor> missing = arguments.stream()
                    .filter(argument -> !positions.containsKey(argument))
                    .toList();
            if (missing.isEmpty()) {
                waiting.pop();
                positions.computeIfAbsent(
                        next,
                        tensor -> call(
                                model,
                                scope,
                                tensor,
                                arguments.stream().map(positions::get).toList()));
            } else if (begun.add(next)) {
                missing.forEach(waiting::push);
            } else {
                throw new ModelFormatException("the layer '" + next.layer() + "' depends on its own result");
            }
        }
        return positions.getOrDefault(model.output(), 0);
    }

    private int call(KerasModel model, Scope scope, KerasModel.Tensor tensor, List<Integer> inputs) {
        calls++;
        if (calls > MAX_CALLS) {
            throw new ModelFormatException("it unfolds into more than " + MAX_CALLS + " calls of layers");
        }
        JsonNode json = model.layer(tensor.layer());
        WeightSource.Place place = model.place(scope.place(), tensor.layer());
        int use = uses.merge(scope.prefix() + tensor.layer(), 1, Integer::sum);
        String name = scope.prefix() + tensor.layer() + (use == 1 ? "" : "@" + use);
        if (KerasModel.isModel(json)) {
            KerasModel inner = models.computeIfAbsent(place, key -> KerasModel.of(json, version));
            return write(inner, new Scope(place, name + "/"), inputs);
        }
        KerasLayer layer = layers.computeIfAbsent(place, key -> new KerasLayer(json, place, version, weights));
        try {
            return LayerCatalogue.write(new LayerCall(layer, name, graph, inputs));
        } catch (ModelFormatException | IllegalArgumentException | ArithmeticException e) {
            throw new ModelFormatException("layer '" + place.name() + "' (" + layer.type() + "): " + e.getMessage(), e);
        }
    }

    /**
     * What the caller knows of the file.
     *
     * @param bytes its size
     * @param input shape of one sample, channels first, for sides that the file leaves open
     */
    record Source(long bytes, Optional<Shape> input) {}

    /**
     * Where a model is written.
     *
     * @param place of the model
     * @param prefix of its layers' names
     */
    private record Scope(WeightSource.Place place, String prefix) {}
}
