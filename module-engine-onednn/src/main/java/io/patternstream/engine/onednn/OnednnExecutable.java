/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import io.patternstream.api.pattern.ActivationTap;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.program.Executable;
import io.patternstream.engine.program.Program;
import io.patternstream.engine.program.Value;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.dnnl.dnnl_stream;

/** A program as a flat list of primitives over one arena. */
final class OnednnExecutable implements Executable {
    private final Lowering lowering;
    private final dnnl_stream stream;
    private final NativeMemory.Block arena;
    private final Step[][] sections;
    private final NativeStep[][] linear;
    private final Map<Value, FloatBuffer> boundary = new HashMap<>();
    private final int threads;

    private OnednnExecutable(Lowering lowering, int threads) {
        this.lowering = lowering;
        this.threads = threads;
        PlanBuilder plan = lowering.plan();
        this.arena = Arena.place(plan.storages(), plan.scratch(), plan.scratchBytes());
        this.stream = Onednn.stream();
        plan.constants().forEach((array, values) -> array.floats().put(values));
        plan.boundary().forEach((value, array) -> boundary.put(value, array.floats()));
        this.sections = new Step[plan.sections().size()][];
        this.linear = new NativeStep[sections.length][];
        for (int i = 0; i < sections.length; i++) {
            List<Step> steps = new ArrayList<>();
            List<NativeStep> bare = new ArrayList<>();
            for (DraftStep draft : plan.sections().get(i)) {
                Step step = draft.place(stream);
                steps.add(step);
                if (draft.isLinear() && step instanceof NativeStep layer) {
                    bare.add(layer);
                }
            }
            sections[i] = steps.toArray(Step[]::new);
            linear[i] = bare.toArray(NativeStep[]::new);
        }
    }

    static OnednnExecutable compile(Program program, WeightStore weights, Options options) {
        OpenMp.use(options.threads());
        try {
            Lowering lowering = new Lowering(program, weights, options);
            try {
                return new OnednnExecutable(lowering, options.threads());
            } catch (RuntimeException e) {
                lowering.close();
                throw e;
            }
        } finally {
            Tuner.rest();
        }
    }

    @Override
    public void load(Value input, Tensor values) {
        FloatBuffer target = buffer(input);
        target.clear();
        target.put(values.values());
    }

    @Override
    public void run(int section, ActivationTap tap) {
        OpenMp.use(threads);
        lowering.moments().reportTo(tap);
        for (Step step : sections[section]) {
            step.run();
        }
    }

    /** Runs only the layers with weights of a section: what the roofline is made of. */
    void runLinear(int section) {
        OpenMp.use(threads);
        for (NativeStep step : linear[section]) {
            step.always();
        }
    }

    @Override
    public void store(Value output, float[] target) {
        buffer(output).get(0, target);
    }

    @Override
    public void sums(Value sums, double[] target) {
        double[] result = Objects.requireNonNull(lowering.sums().results().get(sums));
        System.arraycopy(result, 0, target, 0, result.length);
    }

    @Override
    public void rebind(Program program) {
        if (lowering.linear().rebind(program)) {
            for (Step[] steps : sections) {
                for (Step step : steps) {
                    if (step instanceof NativeStep native0) {
                        native0.refresh();
                    }
                }
            }
        }
    }

    @Override
    public long nativeBytes() {
        return arena.bytes() + lowering.linear().bytes();
    }

    @Override
    public void close() {
        for (Step[] steps : sections) {
            for (Step step : steps) {
                step.close();
            }
        }
        lowering.close();
        Onednn.destroy(stream);
        arena.close();
    }

    private FloatBuffer buffer(Value value) {
        return Objects.requireNonNull(boundary.get(value), () -> value + " is neither an input nor an output");
    }
}
