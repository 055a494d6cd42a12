/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import io.patternstream.api.explain.Attribution;
import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.explain.ExplainRequest;
import io.patternstream.api.explain.Explainer;
import io.patternstream.api.explain.Explanations;
import io.patternstream.api.explain.SampleReport;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.stream.metrics.StreamMetrics;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Explains one batch so that a bad record costs only itself: a batch that fails, or gives anything that is not finite, is
 * halved and run again, down to the single record. One poison record among n costs at most 2 log2 n further runs.
 */
final class BatchRun {
    /** Errors that every member of a batch shares, since they ask for the same methods: halving cannot help. */
    private static final Set<ErrorType> SHARED =
            EnumSet.of(ErrorType.PATTERNS_UNAVAILABLE, ErrorType.UNSUPPORTED_LAYER, ErrorType.UNKNOWN_METHOD);

    private final Explainer explainer;
    private final Served by;
    private final StreamMetrics metrics;
    private final Verdicts verdicts;

    BatchRun(Explainer explainer, Served by, StreamMetrics metrics, Verdicts verdicts) {
        this.explainer = explainer;
        this.by = by;
        this.metrics = metrics;
        this.verdicts = verdicts;
    }

    /** Runs them; every member gets exactly one verdict. */
    void run(List<Work> batch) {
        Explanations result;
        try {
            result = explainer.explain(request(batch));
        } catch (ExplainException e) {
            failed(batch, e.type(), e);
            return;
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError | LinkageError e) {
            failed(batch, ErrorType.ENGINE_FAILURE, e);
            return;
        }
        if (!finite(result)) {
            String what = "the logits or heatmaps of " + batch.get(0).id() + " are not finite";
            failed(batch, ErrorType.NON_FINITE, new ExplainException(ErrorType.NON_FINITE, what));
            return;
        }
        for (int i = 0; i < batch.size(); i++) {
            verdicts.explained(batch.get(i), outcome(batch.get(i), result, i));
        }
    }

    private void failed(List<Work> batch, ErrorType type, Throwable cause) {
        if (batch.size() == 1 || SHARED.contains(type)) {
            batch.forEach(work -> verdicts.failed(work, type, cause));
            return;
        }
        metrics.bisected();
        int middle = batch.size() / 2;
        run(batch.subList(0, middle));
        run(batch.subList(middle, batch.size()));
    }

    private static ExplainRequest request(List<Work> batch) {
        return ExplainRequest.of(
                Tensor.stack(batch.stream().map(Work::input).toList()),
                batch.get(0).options().methods(),
                batch.stream().map(work -> work.options().target()).toList());
    }

    private Outcome.Explained outcome(Work work, Explanations result, int sample) {
        Tensor logits = result.logits().slice(sample);
        List<Heatmap> heatmaps = new ArrayList<>();
        for (Attribution attribution : result.attributions()) {
            heatmaps.add(new Heatmap(
                    attribution.method(),
                    attribution.values().slice(sample),
                    attribution.start(),
                    attribution.patterns(),
                    attribution.samples().get(sample)));
        }
        return new Outcome.Explained(
                by.version().maker(),
                work.options(),
                by.scores().predicted(logits),
                by.scores().explained(logits, heatmaps.get(0).report()),
                heatmaps);
    }

    static boolean finite(Explanations result) {
        return result.attributions().stream()
                .flatMap(attribution -> attribution.samples().stream())
                .allMatch(SampleReport::finite);
    }

    /** Receives what became of each member. */
    interface Verdicts {
        /** It has heatmaps. */
        void explained(Work work, Outcome.Explained outcome);

        /** It failed, alone or together with a batch that shares the error. */
        void failed(Work work, ErrorType type, Throwable cause);
    }
}
