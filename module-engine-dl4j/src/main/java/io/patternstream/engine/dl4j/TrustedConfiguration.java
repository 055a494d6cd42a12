/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.dl4j;

import com.fasterxml.jackson.databind.JsonNode;
import io.patternstream.engine.spi.ModelFormatException;
import io.patternstream.engine.untrusted.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;

/**
 * Reads the configuration of a network, binding it only after every class that it names has been found on a list. Stateless.
 */
final class TrustedConfiguration {
    private static final String CLASS = "@class";
    private static final String LAYERS = "org.deeplearning4j.nn.conf.layers.";
    private static final String VERTICES = "org.deeplearning4j.nn.conf.graph.";
    private static final Set<String> SUPPORTED_LAYERS = Set.of(
            "ActivationLayer",
            "BatchNormalization",
            "Convolution2D",
            "ConvolutionLayer",
            "Deconvolution2D",
            "DenseLayer",
            "DepthwiseConvolution2D",
            "DropoutLayer",
            "GlobalPoolingLayer",
            "LocalResponseNormalization",
            "LossLayer",
            "OutputLayer",
            "PReLULayer",
            "Pooling2D",
            "SeparableConvolution2D",
            "SpaceToDepthLayer",
            "SubsamplingLayer",
            "Upsampling2D",
            "ZeroPaddingLayer",
            "convolutional.Cropping2D",
            "misc.FrozenLayer",
            "misc.FrozenLayerWithBackprop");
    private static final Set<String> SUPPORTED_VERTICES = Set.of(
            "ElementWiseVertex", "LayerVertex", "MergeVertex", "PreprocessorVertex", "ScaleVertex", "ShiftVertex");

    /** Values without behaviour of their own: activations, losses, optimisers, initialisers, preprocessors. */
    private static final Pattern PASSIVE =
            Pattern.compile("org\\.nd4j\\.linalg\\.(activations\\.impl|lossfunctions\\.impl"
                    + "|learning\\.config|learning\\.regularization|schedule)\\.\\w+"
                    + "|org\\.deeplearning4j\\.nn\\.(weights\\.WeightInit\\w+"
                    + "|conf\\.(constraint|distribution|dropout|preprocessor|weightnoise)\\.\\w+)");

    private TrustedConfiguration() {}

    /**
     * Reads a configuration.
     *
     * @param utf8 JSON
     * @return the network's layers
     * @throws ModelFormatException if it is malformed, no network, or names a class that is not allowed
     */
    static LayerGraph read(byte[] utf8) {
        String json = new String(utf8, StandardCharsets.UTF_8);
        JsonNode root = StrictJson.parse(json);
        boolean graph = root.has("vertices");
        check(root.path(graph ? "vertices" : "confs"), graph);
        checkClasses(root);
        try {
            return graph
                    ? LayerGraph.of(ComputationGraphConfiguration.fromJson(json))
                    : LayerGraph.of(MultiLayerConfiguration.fromJson(json));
        } catch (ModelFormatException e) {
            throw e;
        } catch (RuntimeException e) {
            String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new ModelFormatException("DL4J refuses the configuration: " + first, e);
        }
    }

    private static void check(JsonNode steps, boolean graph) {
        if (!steps.isContainerNode() || steps.isEmpty()) {
            throw new ModelFormatException("configuration has no layers: not a DL4J network");
        }
        if (graph) {
            for (Map.Entry<String, JsonNode> vertex : steps.properties()) {
                require(vertex.getKey(), vertex.getValue(), "vertex", VERTICES, SUPPORTED_VERTICES);
                if (vertex.getValue().has("layerConf")) {
                    checkLayer(
                            vertex.getKey(), vertex.getValue().path("layerConf").path("layer"));
                }
            }
            return;
        }
        for (int i = 0; i < steps.size(); i++) {
            checkLayer("layer" + i, steps.path(i).path("layer"));
        }
    }

    private static void checkLayer(String name, JsonNode layer) {
        require(layer.path("layerName").asText(name), layer, "layer", LAYERS, SUPPORTED_LAYERS);
    }

    private static void require(String name, JsonNode node, String what, String prefix, Set<String> supported) {
        String type = node.path(CLASS).asText();
        if (!type.startsWith(prefix) || !supported.contains(type.substring(prefix.length()))) {
            throw new ModelFormatException(what + " '" + name + "' is of type '"
                    + type.substring(type.lastIndexOf('.') + 1) + "', which is not supported; supported are "
                    + supported.stream().sorted().toList());
        }
    }

    private static void checkClasses(JsonNode node) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
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
                || (type.startsWith(LAYERS) && SUPPORTED_LAYERS.contains(type.substring(LAYERS.length())))
                || (type.startsWith(VERTICES) && SUPPORTED_VERTICES.contains(type.substring(VERTICES.length())));
    }
}
