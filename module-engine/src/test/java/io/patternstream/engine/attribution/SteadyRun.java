/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.explain.StartValue;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Model;
import io.patternstream.engine.program.Compiler;
import io.patternstream.engine.rule.Method;
import io.patternstream.engine.rule.MethodRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The engine's path of one batch, over and over, into arrays that are there already: methods of one backward pass each. */
public final class SteadyRun implements AutoCloseable {
    private final CompiledSession session;
    private final Run run;
    private final int logits;
    private final Tensor batch;
    private final Tensor signs;
    private final float[] outputs;
    private final float[][] results;

    private SteadyRun(CompiledSession session, Model model, Schedule schedule, int samples) {
        this.session = session;
        this.run = session.prepare(schedule, samples, Maps.randomPatterns(model, 1));
        this.logits = model.network().output();
        this.batch = random(model.network().inputShape().batchOf(samples));
        this.signs = random(model.network().outputShape().batchOf(samples));
        this.outputs = new float[signs.shape().elementCount()];
        this.results = new float[schedule.passes().size()][batch.shape().elementCount()];
    }

    /**
     * Prepares it.
     *
     * @param model any
     * @param compiler closed with the run
     * @param methods of one backward pass each
     * @param samples in the batch
     * @return the run
     */
    public static SteadyRun of(Model model, Compiler compiler, List<String> methods, int samples) {
        List<Job> jobs = new ArrayList<>();
        for (String name : methods) {
            Method method = MethodRegistry.find(name);
            jobs.add(Job.of(method, StartValue.LOGIT, null, model.network()));
        }
        CompiledSession session = new CompiledSession(model.network(), model.description(), model.layers(), compiler);
        return new SteadyRun(session, model, Schedule.of(model.network(), jobs), samples);
    }

    /** Explains one batch by all methods. */
    public void batch() {
        run.forward(batch);
        run.output(logits).copyTo(outputs);
        for (int pass = 0; pass < results.length; pass++) {
            run.backward(pass, signs).copyTo(results[pass]);
        }
    }

    @Override
    public void close() {
        session.close();
    }

    private static Tensor random(Shape shape) {
        Random random = new Random(5);
        float[] values = new float[shape.elementCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.wrap(shape, values);
    }
}
