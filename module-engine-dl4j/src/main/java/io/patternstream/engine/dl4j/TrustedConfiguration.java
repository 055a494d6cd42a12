/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.dl4j;

import io.patternstream.engine.spi.ModelFormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.core.JsonFactory;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.core.JsonToken;
import org.nd4j.shade.jackson.core.StreamReadFeature;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * The configuration of a network whose every class name has been found on a list before DL4J may bind it. Immutable.
 */
final class TrustedConfiguration {
    private static final String CLASS = "@class";
    private static final int MAX_DEPTH = 32;
    private static final String LAYERS = "org.deeplearning4j.nn.conf.layers.";
    private static final Set<String> SUPPORTED_LAYERS = Set.of(
            "ActivationLayer",
            "BatchNormalization",
            "ConvolutionLayer",
            "DenseLayer",
            "DropoutLayer",
            "GlobalPoolingLayer",
            "LossLayer",
            "OutputLayer",
            "SubsamplingLayer");
    /** Values without behaviour of their own: activations, losses, optimisers, initialisers, preprocessors. */
    private static final Pattern PASSIVE =
            Pattern.compile("org\\.nd4j\\.linalg\\.(activations\\.impl|lossfunctions\\.impl"
                    + "|learning\\.config|learning\\.regularization|schedule)\\.\\w+"
                    + "|org\\.deeplearning4j\\.nn\\.(weights\\.WeightInit\\w+"
                    + "|conf\\.(constraint|distribution|dropout|preprocessor|weightnoise)\\.\\w+)");

    /** A repeated field could show one class to the check and another to DL4J. */
    private static final JsonFactory STRICT = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final String json;

    private TrustedConfiguration(String json) {
        this.json = json;
    }

    /**
     * Checks a configuration.
     *
     * @param utf8 JSON
     * @return the checked configuration
     * @throws ModelFormatException if it is malformed, not a MultiLayerNetwork, or names a class that is not allowed
     */
    static TrustedConfiguration check(byte[] utf8) {
        String json = new String(utf8, StandardCharsets.UTF_8);
        try {
            refuseDeepNesting(json);
            JsonNode root = new ObjectMapper(STRICT).readTree(json);
            if (root.has("vertices")) {
                throw new ModelFormatException("is a ComputationGraph; only MultiLayerNetwork is supported");
            }
            JsonNode layers = root.path("confs");
            if (!layers.isArray() || layers.isEmpty()) {
                throw new ModelFormatException("configuration has no layers: not a MultiLayerNetwork");
            }
            for (int i = 0; i < layers.size(); i++) {
                checkLayer(i, layers.get(i).path("layer"));
            }
            checkClasses(root);
        } catch (IOException e) {
            throw new ModelFormatException("configuration is not valid JSON: " + e.getMessage(), e);
        }
        return new TrustedConfiguration(json);
    }

    /**
     * Builds the network.
     *
     * @param parameters all of them, as DL4J flattens them; taken over
     * @return the network; the caller frees its parameters
     * @throws ModelFormatException if they do not fit the configuration
     */
    MultiLayerNetwork withParameters(float[] parameters) {
        try {
            MultiLayerNetwork network = new MultiLayerNetwork(MultiLayerConfiguration.fromJson(json));
            network.init(Nd4j.createFromArray(parameters).reshape(1, parameters.length), false);
            return network;
        } catch (RuntimeException e) {
            throw new ModelFormatException("DL4J refuses the configuration or its parameters: " + e.getMessage(), e);
        }
    }

    private static void refuseDeepNesting(String json) throws IOException {
        try (JsonParser parser = STRICT.createParser(json)) {
            int depth = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (depth > MAX_DEPTH) {
                    throw new ModelFormatException("configuration is nested deeper than " + MAX_DEPTH + " levels");
                }
            }
        }
    }

    private static void checkLayer(int index, JsonNode layer) {
        String type = layer.path(CLASS).asText();
        if (!type.startsWith(LAYERS) || !SUPPORTED_LAYERS.contains(type.substring(LAYERS.length()))) {
            String name = layer.path("layerName").asText("layer" + index);
            throw new ModelFormatException("layer '" + name + "' is of type '"
                    + type.substring(type.lastIndexOf('.') + 1) + "', which is not supported; supported are "
                    + SUPPORTED_LAYERS.stream().sorted().toList());
        }
    }

    private static void checkClasses(JsonNode node) {
        Iterator<Map.Entry<String, JsonNode>> fields = node.fields();
        while (fields.hasNext()) {
            Map.Entry<String, JsonNode> field = fields.next();
            if (field.getKey().equals(CLASS) && !allowed(field.getValue().asText())) {
                throw new ModelFormatException(
                        "configuration names the class '" + field.getValue().asText() + "', which is not allowed");
            }
        }
        for (JsonNode child : node) {
            checkClasses(child);
        }
    }

    private static boolean allowed(String type) {
        return PASSIVE.matcher(type).matches()
                || (type.startsWith(LAYERS) && SUPPORTED_LAYERS.contains(type.substring(LAYERS.length())));
    }
}
