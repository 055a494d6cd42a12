/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.http;

import io.patternstream.api.explain.SampleReport;
import io.patternstream.api.explain.StartValue;
import io.patternstream.api.explain.Target;
import io.patternstream.api.pattern.SnapshotId;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.stream.pipeline.ClassScore;
import io.patternstream.stream.pipeline.Heatmap;
import io.patternstream.stream.pipeline.LiveRecord;
import io.patternstream.stream.pipeline.Payload;
import io.patternstream.stream.pipeline.RecordId;
import io.patternstream.stream.pipeline.ScriptedExplainer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Records as the pipeline publishes them. */
final class TestRecords {
    static final List<String> METHODS = List.of("patternattribution", "gradient", "guided");

    private TestRecords() {}

    /** A record with a heatmap of each method; the heatmap's one value is the method's position. */
    static LiveRecord of(long offset, byte[] image) {
        List<Heatmap> heatmaps = METHODS.stream()
                .map(method -> new Heatmap(
                        method,
                        Tensor.of(Shape.of(1, 1, 1), METHODS.indexOf(method)),
                        StartValue.LOGIT,
                        method.startsWith("pattern")
                                ? Optional.of(ScriptedExplainer.origin(new SnapshotId("snapshot-7")))
                                : Optional.empty(),
                        report(METHODS.indexOf(method))))
                .toList();
        return new LiveRecord(
                new RecordId("images", 0, offset),
                Payload.wrap(image),
                Optional.of("image/png"),
                new ClassScore(3, "espresso", 8.5f, 0.75),
                heatmaps,
                Duration.ofMillis(40));
    }

    /** What there is to know of a finite heatmap of the largest logit. */
    static SampleReport report(double sum) {
        return new SampleReport(new Target.MaxOutput(), List.of(3), sum, true, Optional.empty());
    }

    /** Stands for a PNG: the heatmap's value as text. */
    static byte[] draw(Heatmap heatmap) {
        return ("picture " + (int) heatmap.values().at(0)).getBytes(StandardCharsets.UTF_8);
    }
}
