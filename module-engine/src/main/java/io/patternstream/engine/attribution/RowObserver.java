/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.model.LayerId;
import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.pattern.LayerRows;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.pattern.RowSource;
import io.patternstream.api.pattern.RowTap;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Node;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.program.Compiler;
import io.patternstream.engine.spi.Kernels;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Reads rows of every linear layer from the outputs of a forward pass. Belongs to one thread; closing frees the backend. */
public final class RowObserver implements RowSource {
    private final Network network;
    private final ModelDescription model;
    private final List<LayerWeights> layers;
    private final Session session;
    private final Schedule schedule;

    private RowObserver(Network network, ModelDescription model, List<LayerWeights> layers, Session session) {
        this.network = network;
        this.model = model;
        this.layers = layers;
        this.session = session;
        Set<Integer> kept = new LinkedHashSet<>(List.of(network.output()));
        linear(network).forEach(i -> {
            kept.add(network.node(i).inputs().get(0));
            kept.add(i);
        });
        kept.remove(0);
        this.schedule = new Schedule(List.of(), List.copyOf(kept));
    }

    /**
     * Prepares a network for a backend that runs one kernel after the other.
     *
     * @param network canonised
     * @param model its description
     * @param layers its layers with weights
     * @param kernels the backend; closed with the observer
     * @return the observer
     */
    public static RowObserver create(
            Network network, ModelDescription model, List<LayerWeights> layers, Kernels<?> kernels) {
        return new RowObserver(network, model, layers, EagerSession.open(network, model, layers, kernels));
    }

    /**
     * Prepares a network for a backend that compiles whole programs.
     *
     * @param network canonised
     * @param model its description
     * @param layers its layers with weights
     * @param compiler the backend; closed with the observer
     * @return the observer
     */
    public static RowObserver create(
            Network network, ModelDescription model, List<LayerWeights> layers, Compiler compiler) {
        return new RowObserver(network, model, layers, new CompiledSession(network, model, layers, compiler));
    }

    @Override
    public ModelDescription model() {
        return model;
    }

    @Override
    public List<LayerWeights> layers() {
        return layers;
    }

    @Override
    public void observe(Tensor batch, int rowsPerImage, RandomGenerator random, RowTap tap) {
        Shape shape = batch.shape();
        if (shape.rank() < 2 || shape.dimension(0) == 0 || !shape.inner().equals(model.input())) {
            throw new ExplainException(
                    ErrorType.SHAPE_MISMATCH,
                    "images of shape " + shape + " do not fit model '" + model.name() + "', which takes N samples of "
                            + model.input());
        }
        int samples = shape.dimension(0);
        try (Run run = session.prepare(schedule, samples, null)) {
            run.forward(batch);
            for (int i : linear(network)) {
                int from = network.node(i).inputs().get(0);
                float[] x = from == 0 ? values(batch) : values(run.output(from));
                tap.accept(rows(i, samples, new Draw(rowsPerImage, random), x, values(run.output(i))));
            }
        }
    }

    private LayerRows rows(int position, int samples, Draw draw, float[] x, float[] z) {
        Node node = network.node(position);
        PatchReader reader = PatchReader.of(
                (Operation.Linear) node.operation(),
                network.node(node.inputs().get(0)).output());
        int positions = reader.positions();
        int neurons = node.output().dimension(0);
        int each = Math.min(draw.rowsPerImage, positions);
        int[] images = new int[samples * each];
        float[] inputs = new float[images.length * reader.values()];
        float[] outputs = new float[images.length * neurons];
        int row = 0;
        for (int n = 0; n < samples; n++) {
            for (int at : draw.distinct(positions, each)) {
                images[row] = n;
                reader.copy(x, n, at, inputs, row * reader.values());
                for (int o = 0; o < neurons; o++) {
                    outputs[row * neurons + o] = z[(n * neurons + o) * positions + at];
                }
                row++;
            }
        }
        return new LayerRows(new LayerId(node.name()), images, inputs, outputs);
    }

    private static float[] values(Values values) {
        float[] copy = new float[values.shape().elementCount()];
        values.copyTo(copy);
        return copy;
    }

    private static float[] values(Tensor batch) {
        float[] copy = new float[batch.shape().elementCount()];
        batch.copyTo(copy, 0);
        return copy;
    }

    private static List<Integer> linear(Network network) {
        List<Integer> positions = new ArrayList<>();
        for (int i = 0; i < network.nodes().size(); i++) {
            if (network.node(i).operation() instanceof Operation.Linear) {
                positions.add(i);
            }
        }
        return positions;
    }

    @Override
    public void close() {
        session.close();
    }

    /** Draws positions. */
    private record Draw(int rowsPerImage, RandomGenerator random) {

        /** Some of the numbers below a bound, none twice (Floyd's method). */
        Set<Integer> distinct(int bound, int count) {
            Set<Integer> drawn = new LinkedHashSet<>();
            for (int last = bound - count; last < bound; last++) {
                int next = random.nextInt(last + 1);
                drawn.add(drawn.contains(next) ? last : next);
            }
            return drawn;
        }
    }
}
