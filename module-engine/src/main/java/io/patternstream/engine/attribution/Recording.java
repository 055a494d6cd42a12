/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.program.Optimiser;
import io.patternstream.engine.program.Program;
import io.patternstream.engine.program.RecordedTotal;
import io.patternstream.engine.program.Recorder;
import io.patternstream.engine.program.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as a program, recorded by running it once over a {@link Recorder}. Recording it again with another snapshot gives
 * equal values.
 *
 * @param program section 0 forward, section i + 1 the schedule's pass i
 * @param batch the input of section 0
 * @param kept the outputs of nodes, by position
 * @param ways one per pass
 */
record Recording(Program program, Value batch, Map<Integer, Value> kept, List<Way> ways) {

    static Recording of(
            Network network,
            ModelDescription model,
            List<LayerWeights> layers,
            Schedule schedule,
            int samples,
            @Nullable PatternSnapshot snapshot) {
        Recorder recorder = Recorder.create();
        try (Plan<Value> plan = Plan.compile(network, recorder.kernels());
                LayerSteps<Value> steps = new LayerSteps<>(plan, model, layers)) {
            Value batch = recorder.input(network.inputShape().batchOf(samples));
            List<Value> outputs = plan.forward(batch);
            Map<Integer, Value> kept = new LinkedHashMap<>();
            schedule.kept().forEach(position -> kept.put(position, outputs.get(position)));
            kept.values().forEach(recorder::keep);
            List<Way> ways = new ArrayList<>();
            for (Pass pass : schedule.passes()) {
                recorder.next();
                Shape logits = network.outputShape().batchOf(samples);
                ways.add(Way.record(recorder, new Passes<>(plan, steps, outputs, snapshot), pass, logits));
            }
            return new Recording(Optimiser.optimise(recorder.program()), batch, kept, ways);
        }
    }

    /**
     * One pass.
     *
     * @param signs the input of its section
     * @param values what arrives
     * @param accounts null where the pass keeps none
     * @param totals the sums that the accounts are made of
     */
    record Way(Value signs, Value values, @Nullable Accounts<Value> accounts, List<RecordedTotal> totals) {
        static Way record(Recorder recorder, Passes<Value> passes, Pass pass, Shape logits) {
            Value signs = recorder.input(logits);
            Passes.Result<Value> result = passes.run(pass, signs);
            recorder.keep(result.values());
            return new Way(signs, result.values(), result.accounts(), recorder.totals());
        }
    }
}
