/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.dl4j;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.lowering.GraphWriter;
import io.patternstream.engine.spi.ModelFormatException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.jspecify.annotations.Nullable;

/**
 * Finds the size of a network's images. A DL4J file records it only where the network takes flat vectors
 * ({@code InputType.convolutionalFlat}); otherwise it follows from the size that a dense layer needs. Several sizes may lead
 * to that: then what the caller knows is taken, or the only one that is a usual side of images, or 224 where that is one of
 * them. A network without a dense layer takes any size: the caller's, or else 224. Stateless.
 */
final class InputSize {
    private static final int MAX_SIDE = 1024;
    private static final int DEFAULT_SIDE = 224;
    private static final Set<Integer> USUAL_SIDES =
            Set.of(16, 28, 32, 48, 64, 96, 128, 160, 192, 224, 227, 256, 299, 331, 384, 448, 512);
    private static final String ADVICE =
            "; save the network with InputType.convolutionalFlat(height, width, channels), which records the size";

    private final LayerGraph graph;
    private final Optional<Shape> known;

    private InputSize(LayerGraph graph, Optional<Shape> known) {
        this.graph = graph;
        this.known = known.filter(shape -> shape.rank() == 3);
    }

    /**
     * Finds the shape of one sample.
     *
     * @param graph the network
     * @param known what the caller knows; used only where the file does not tell
     * @return {@code [C, H, W]}, or {@code [K]} where it begins with a dense layer
     * @throws ModelFormatException if the file does not tell
     */
    static Shape of(LayerGraph graph, Optional<Shape> known) {
        for (LayerGraph.Step step : graph.steps()) {
            if (step.inputs().contains(graph.input())) {
                if (step.preprocessor() instanceof FeedForwardToCnnPreProcessor flat) {
                    return shape(flat.getNumChannels(), flat.getInputHeight(), flat.getInputWidth());
                }
                if (step.layer() instanceof DenseLayer || step.layer() instanceof BaseOutputLayer) {
                    return shape(((FeedForwardLayer) step.layer()).getNIn());
                }
            }
        }
        InputSize size = new InputSize(graph, known);
        return shape(size.channels(), size.side(0), size.side(1));
    }

    private static Shape shape(long... dimensions) {
        return GraphWriter.sample(Arrays.stream(dimensions)
                .mapToInt(extent -> (int) Math.min(Math.max(extent, 0), Integer.MAX_VALUE))
                .toArray());
    }

    private int side(int axis) {
        OptionalInt hint = known.isPresent() ? OptionalInt.of(known.get().dimension(axis + 1)) : OptionalInt.empty();
        if (graph.steps().stream().noneMatch(step -> flatten(step) != null)) {
            return hint.orElse(DEFAULT_SIDE);
        }
        List<Integer> sides = IntStream.rangeClosed(1, MAX_SIDE)
                .filter(side -> fits(axis, side))
                .boxed()
                .toList();
        if (hint.isPresent() && sides.contains(hint.getAsInt())) {
            return hint.getAsInt();
        }
        List<Integer> usual = sides.stream().filter(USUAL_SIDES::contains).toList();
        if (sides.size() == 1) {
            return sides.get(0);
        }
        if (usual.size() == 1 || usual.contains(DEFAULT_SIDE)) {
            return usual.size() == 1 ? usual.get(0) : DEFAULT_SIDE;
        }
        throw new ModelFormatException("does not say the " + (axis == 0 ? "height" : "width")
                + " of its images, and those that fit are " + sides + ADVICE);
    }

    /** Whether images of such a side reach every dense layer in the size that it needs. */
    private boolean fits(int axis, int input) {
        Map<String, Integer> sides = new HashMap<>(Map.of(graph.input(), input));
        for (LayerGraph.Step step : graph.steps()) {
            int side = sides.getOrDefault(step.inputs().get(0), 0);
            CnnToFeedForwardPreProcessor flatten = flatten(step);
            if (flatten != null && side != (axis == 0 ? flatten.getInputHeight() : flatten.getInputWidth())) {
                return false;
            }
            int output = step.layer() == null ? side : Geometry.outputSide(step.layer(), axis, side);
            if (output <= 0) {
                return false;
            }
            sides.put(step.name(), output);
        }
        return true;
    }

    private static @Nullable CnnToFeedForwardPreProcessor flatten(LayerGraph.Step step) {
        Object preprocessor =
                step.vertex() instanceof PreprocessorVertex vertex ? vertex.getPreProcessor() : step.preprocessor();
        return preprocessor instanceof CnnToFeedForwardPreProcessor flatten ? flatten : null;
    }

    private long channels() {
        return graph.steps().stream()
                .filter(step -> step.layer() instanceof FeedForwardLayer layer && layer.getNIn() > 0)
                .mapToLong(step -> step.layer() instanceof FeedForwardLayer layer ? layer.getNIn() : 0)
                .findFirst()
                .orElseThrow(
                        () -> new ModelFormatException("has images but no layer that says their channels" + ADVICE));
    }
}
