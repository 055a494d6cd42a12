/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.pattern.ActivationSource;
import io.patternstream.api.pattern.ActivationTap;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.program.Compiler;
import io.patternstream.engine.program.Executable;
import io.patternstream.engine.program.Operator;
import io.patternstream.engine.program.Program;
import io.patternstream.engine.program.Recorder;
import io.patternstream.engine.program.Value;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reports the statistics of every linear layer on a backend that compiles: the forward pass and the statistics of each layer,
 * right behind it, are one program per number of samples. Belongs to one thread; closing frees the executables and the
 * compiler.
 */
public final class CompiledObserver implements ActivationSource {
    private static final int KEPT_PROGRAMS = 2;

    private final Network network;
    private final ModelDescription model;
    private final List<LayerWeights> layers;
    private final Compiler compiler;
    private final int positions;
    private final Map<Integer, Observation> observations = new LinkedHashMap<>(16, 0.75f, true);

    private CompiledObserver(
            Network network, ModelDescription model, List<LayerWeights> layers, Compiler compiler, int positions) {
        this.network = network;
        this.model = model;
        this.layers = layers;
        this.compiler = compiler;
        this.positions = positions;
    }

    /**
     * Readies a network; what depends on the number of samples is compiled when the first batch of it comes.
     *
     * @param network canonised
     * @param model its description
     * @param layers its layers with weights
     * @param compiler the backend; closed with the observer
     * @param positions lines and columns of output positions of a convolution that are sampled at most; 0 for all
     * @return the observer
     */
    public static CompiledObserver create(
            Network network, ModelDescription model, List<LayerWeights> layers, Compiler compiler, int positions) {
        return new CompiledObserver(network, model, layers, compiler, positions);
    }

    /**
     * Records the forward pass with the statistics of every layer.
     *
     * @param network canonised
     * @param samples of each batch
     * @param positions lines and columns of output positions of a convolution that are sampled at most; 0 for all
     * @return a program of one section
     */
    public static Program program(Network network, int samples, int positions) {
        Recorder recorder = Recorder.create();
        try (Plan<Value> plan = Plan.compile(network, recorder.kernels());
                SampledLayers<Value> sampled = plan.sampled(positions)) {
            plan.observe(recorder.input(network.inputShape().batchOf(samples)), sampled, moments -> {});
        }
        return recorder.program();
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
    public void observe(Tensor batch, ActivationTap tap) {
        BatchObserver.requireFit(batch, model);
        Observation observation = observation(batch.shape().dimension(0));
        observation.executable.load(observation.batch, batch);
        observation.executable.run(0, tap);
    }

    @Override
    public void close() {
        observations.values().forEach(observation -> observation.executable.close());
        observations.clear();
        compiler.close();
    }

    private Observation observation(int samples) {
        Observation known = observations.get(samples);
        if (known != null) {
            return known;
        }
        if (observations.size() == KEPT_PROGRAMS) {
            Iterator<Observation> eldest = observations.values().iterator();
            eldest.next().executable.close();
            eldest.remove();
        }
        Observation made = Observation.of(program(network, samples, positions), compiler);
        observations.put(samples, made);
        return made;
    }

    private record Observation(Value batch, Executable executable) {
        static Observation of(Program program, Compiler compiler) {
            Value batch = program.forward().instructions().stream()
                    .filter(instruction -> instruction.operator() instanceof Operator.Input)
                    .findFirst()
                    .orElseThrow()
                    .result();
            return new Observation(batch, compiler.compile(program));
        }
    }
}
