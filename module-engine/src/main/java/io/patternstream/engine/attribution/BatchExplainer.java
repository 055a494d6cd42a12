/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.explain.Attribution;
import io.patternstream.api.explain.Conservation;
import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.explain.ExplainRequest;
import io.patternstream.api.explain.Explainer;
import io.patternstream.api.explain.Explanations;
import io.patternstream.api.explain.SampleReport;
import io.patternstream.api.explain.Target;
import io.patternstream.api.explain.TieRule;
import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Explains in float32. Belongs to one thread; closing frees what was prepared. */
public final class BatchExplainer implements Explainer {
    private final ModelDescription model;
    private final Attributor attributor;

    private BatchExplainer(ModelDescription model, Attributor attributor) {
        this.model = model;
        this.attributor = attributor;
    }

    /**
     * Wraps an attributor.
     *
     * @param model what it explains
     * @param attributor closed with the explainer
     * @return the explainer
     */
    public static BatchExplainer wrap(ModelDescription model, Attributor attributor) {
        return new BatchExplainer(model, attributor);
    }

    @Override
    public ModelDescription model() {
        return model;
    }

    @Override
    public Explanations explain(ExplainRequest request) {
        Collected collected = new Collected(request.targets());
        guard(request.input().shape(), () -> attributor.explain(request, collected));
        return new Explanations(collected.logits.get(0), TieRule.FIRST, collected.attributions);
    }

    @Override
    public void prepare(List<String> methods, int samples) {
        guard(model.input().batchOf(samples), () -> attributor.prepare(methods, samples));
    }

    private void guard(Shape batch, Runnable work) {
        try {
            work.run();
        } catch (ExplainException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new ExplainException(
                    ErrorType.ENGINE_FAILURE,
                    "backend '" + attributor.backend() + "' failed on a batch of " + batch + " for model '"
                            + model.name() + "': " + e.getMessage(),
                    e);
        }
    }

    @Override
    public void close() {
        attributor.close();
    }

    private static final class Collected implements Attributor.Sink {
        private final List<List<Target>> targets;
        private final List<Tensor> logits = new ArrayList<>();
        private final List<Attribution> attributions = new ArrayList<>();

        Collected(List<List<Target>> targets) {
            this.targets = targets;
        }

        @Override
        public void logits(Tensor rounded, Values values) {
            logits.add(rounded);
        }

        @Override
        public void attribution(Attributor.Result result, Values values) {
            Tensor stored = values.rounded();
            attributions.add(new Attribution(
                    result.method(),
                    result.targetList(),
                    stored,
                    result.start(),
                    result.patterns().map(PatternSnapshot::origin),
                    reports(result, stored)));
        }

        private List<SampleReport> reports(Attributor.Result result, Tensor stored) {
            List<Target> asked = targets.get(result.targetList());
            List<SampleReport> reports = new ArrayList<>();
            for (int n = 0; n < asked.size(); n++) {
                double sum = sum(stored, n);
                boolean finite = Double.isFinite(sum) && Double.isFinite(sum(logits.get(0), n));
                Optional<Conservation> conservation = result.conservation().isEmpty()
                        ? Optional.empty()
                        : Optional.of(result.conservation().get(n));
                reports.add(new SampleReport(asked.get(n), result.classes().get(n), sum, finite, conservation));
            }
            return reports;
        }

        /**
         * Finite exactly if all values are: no sum of floats overflows a double. Four sums at once do not wait for each
         * other's additions.
         */
        private static double sum(Tensor batch, int sample) {
            int size = batch.shape().inner().elementCount();
            FloatBuffer values = batch.values();
            int i = sample * size;
            int end = i + size;
            double a = 0;
            double b = 0;
            double c = 0;
            double d = 0;
            for (; i + 3 < end; i += 4) {
                a += values.get(i);
                b += values.get(i + 1);
                c += values.get(i + 2);
                d += values.get(i + 3);
            }
            for (; i < end; i++) {
                a += values.get(i);
            }
            return (a + b) + (c + d);
        }
    }
}
