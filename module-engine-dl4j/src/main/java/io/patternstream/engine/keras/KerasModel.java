/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.patternstream.engine.spi.ModelFormatException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A model's layers and which reads what; of a sequential model each reads the one before. Immutable. */
final class KerasModel {
    private static final String INPUT = "InputLayer";
    private static final String IMPLICIT_INPUT = "input";

    private final Map<String, JsonNode> layers = new LinkedHashMap<>();
    private final Map<String, String> classes = new HashMap<>();
    private final Map<Tensor, List<Tensor>> calls = new HashMap<>();
    private final List<Tensor> inputs = new ArrayList<>();
    private final JsonNode shape;
    private Tensor output = new Tensor(IMPLICIT_INPUT, 0);

    private KerasModel(JsonNode model, KerasVersion version) {
        JsonNode config = model.path("config");
        JsonNode list = config.isArray() ? config : config.path("layers");
        if (!list.isArray() || list.isEmpty()) {
            throw new ModelFormatException("its configuration lists no layers");
        }
        Map<String, Integer> counts = new HashMap<>();
        for (JsonNode layer : list) {
            String name =
                    layer.path("config").path("name").asText(layer.path("name").asText());
            String type = snakeCase(layer.path("class_name").asText());
            int number = counts.merge(type, 1, Integer::sum) - 1;
            classes.put(name, number == 0 ? type : type + "_" + number);
            if (name.isEmpty() || layers.put(name, layer) != null) {
                throw new ModelFormatException("its layers have no names, or two have the name '" + name + "'");
            }
        }
        if (isSequential(model)) {
            chain();
        } else {
            connect(config, version);
        }
        shape = shape(config);
    }

    /** Whether a layer is a model itself. */
    static boolean isModel(JsonNode layer) {
        String type = layer.path("class_name").asText();
        return "Functional".equals(type) || "Model".equals(type) || isSequential(layer);
    }

    static KerasModel of(JsonNode model, KerasVersion version) {
        if (!isModel(model)) {
            throw new ModelFormatException("is of the class '"
                    + model.path("class_name").asText() + "'; only sequential and functional models are supported");
        }
        return new KerasModel(model, version);
    }

    /** {@return the only output} */
    Tensor output() {
        return output;
    }

    /** {@return what the model is called with} */
    List<Tensor> inputs() {
        return inputs;
    }

    /** {@return the input's shape with the batch first, as the file says it; missing where it does not} */
    JsonNode shape() {
        return shape;
    }

    /** {@return what one use of a layer reads} */
    List<Tensor> arguments(Tensor tensor) {
        List<Tensor> arguments = calls.get(tensor);
        if (arguments == null) {
            throw new ModelFormatException("reads call " + tensor.call() + " of the layer '" + tensor.layer()
                    + "', which its configuration does not have");
        }
        return arguments;
    }

    JsonNode layer(String name) {
        JsonNode layer = layers.get(name);
        if (layer == null) {
            throw new ModelFormatException("its configuration has no layer '" + name + "'");
        }
        return layer;
    }

    WeightSource.Place place(WeightSource.Place outer, String name) {
        List<String> names = new ArrayList<>(outer.names());
        List<String> numbered = new ArrayList<>(outer.classes());
        names.add(name);
        numbered.add(classes.getOrDefault(name, name));
        return new WeightSource.Place(names, numbered);
    }

    private static boolean isSequential(JsonNode layer) {
        return "Sequential".equals(layer.path("class_name").asText());
    }

    private void chain() {
        for (Map.Entry<String, JsonNode> layer : layers.entrySet()) {
            Tensor result = new Tensor(layer.getKey(), 0);
            if (inputs.isEmpty()) {
                boolean explicit =
                        INPUT.equals(layer.getValue().path("class_name").asText());
                inputs.add(explicit ? result : output);
            }
            if (!inputs.contains(result)) {
                calls.put(result, List.of(output));
            }
            output = result;
        }
    }

    private void connect(JsonNode config, KerasVersion version) {
        for (Map.Entry<String, JsonNode> layer : layers.entrySet()) {
            int first = firstCall(layer.getValue(), version);
            JsonNode nodes = layer.getValue().path("inbound_nodes");
            for (int i = 0; i < nodes.size(); i++) {
                calls.put(new Tensor(layer.getKey(), first + i), InboundNode.tensors(layer.getKey(), nodes.get(i)));
            }
        }
        inputs.addAll(InboundNode.ends("input_layers", config));
        List<Tensor> outputs = InboundNode.ends("output_layers", config);
        if (outputs.size() != 1) {
            throw new ModelFormatException("has " + outputs.size() + " outputs; models with one output are supported");
        }
        output = outputs.get(0);
    }

    /** Keras 2 counts the call that made a model among its calls. */
    private static int firstCall(JsonNode layer, KerasVersion version) {
        JsonNode config = layer.path("config");
        JsonNode list = config.isArray() ? config : config.path("layers");
        boolean counted =
                isModel(layer) && INPUT.equals(list.path(0).path("class_name").asText());
        return counted && version == KerasVersion.TWO ? 1 : 0;
    }

    private JsonNode shape(JsonNode config) {
        JsonNode first = layers.getOrDefault(
                        inputs.get(0).layer(), layers.values().iterator().next())
                .path("config");
        for (String key : new String[] {"batch_shape", "batch_input_shape"}) {
            if (first.hasNonNull(key)) {
                return first.path(key);
            }
        }
        return config.path("build_input_shape");
    }

    /** The way Keras 3 makes names of classes. */
    private static String snakeCase(String type) {
        return type.replaceAll("\\W+", "")
                .replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
                .replaceAll("([a-z])([A-Z])", "$1_$2")
                .toLowerCase(Locale.ROOT);
    }

    /**
     * The result of one call of a layer.
     *
     * @param layer its name
     * @param call which call, from 0
     */
    record Tensor(String layer, int call) {}
}
