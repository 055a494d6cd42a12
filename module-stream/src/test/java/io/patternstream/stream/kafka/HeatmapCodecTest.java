/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.api.explain.Conservation;
import io.patternstream.api.explain.SampleReport;
import io.patternstream.api.explain.StartValue;
import io.patternstream.api.explain.Target;
import io.patternstream.api.pattern.PatternSnapshot.Provenance;
import io.patternstream.api.pattern.SnapshotId;
import io.patternstream.api.pattern.SnapshotOrigin;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.stream.pipeline.ClassScore;
import io.patternstream.stream.pipeline.ExplainOptions;
import io.patternstream.stream.pipeline.Heatmap;
import io.patternstream.stream.pipeline.ImageRecord;
import io.patternstream.stream.pipeline.Outcome;
import io.patternstream.stream.pipeline.RecordId;
import io.patternstream.stream.pipeline.ScriptedExplainer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class HeatmapCodecTest {
    private static final ClassScore DOG = new ClassScore(1, "dog", 2.5f, 0.75);
    private static final Conservation ACCOUNT = new Conservation(2.5, 0.25, 0.125, 0.5, -0.0625);

    private final HeatmapCodec codec =
            new HeatmapCodec("scripted", "heatmaps", "group", InstantSource.fixed(Instant.EPOCH));

    @Test
    void oneClassIsNamedWithItsScore() {
        // When
        Map<String, String> headers =
                headers(new SampleReport(new Target.MaxOutput(), List.of(1), 1.5, true, Optional.empty()), DOG);

        // Then
        assertThat(headers)
                .containsEntry("ce_xaitarget", "1")
                .containsEntry("ce_xaiclasses", "1")
                .containsEntry("ce_xailabel", "dog")
                .containsEntry("ce_xaiscore", "2.5")
                .containsEntry("ce_xaisum", "1.5")
                .containsEntry("ce_xaifinite", "true")
                .doesNotContainKeys("ce_xaistarted", "ce_xairesidual");
    }

    @Test
    void severalClassesTogetherAreNamedWithTheTarget() {
        assertThat(headers(report(new Target.TopK(2), 2, 0), null))
                .containsEntry("ce_xaitarget", "top:2")
                .containsEntry("ce_xaiclasses", "2,0")
                .doesNotContainKey("ce_xailabel");
        assertThat(headers(report(new Target.Contrast(0, 2), 0, 2), null))
                .containsEntry("ce_xaitarget", "contrast:0,2")
                .containsEntry("ce_xaiclasses", "0,2");
        assertThat(headers(report(new Target.None()), null))
                .containsEntry("ce_xaitarget", "none")
                .doesNotContainKey("ce_xaiclasses");
    }

    @Test
    void whereTheExplainedValueWentIsTold() {
        assertThat(headers(report(new Target.ClassIndex(1), 1), DOG))
                .containsEntry("ce_xaistarted", "2.5")
                .containsEntry("ce_xaibiasshare", "0.25")
                .containsEntry("ce_xaiabsorbed", "0.125")
                .containsEntry("ce_xaigated", "0.5")
                .containsEntry("ce_xairesidual", "-0.0625");
    }

    @Test
    void patternsAreNamedWithAllThatTheyWereLearnedFrom() {
        // Given
        SnapshotOrigin origin = new SnapshotOrigin(
                new SnapshotId("s-12"),
                new Provenance(
                        "ab".repeat(32), List.of("linear", "relu"), 12, Map.of("t/1", 5L, "t/0", 9L), Instant.EPOCH));

        // Then
        SampleReport report = report(new Target.ClassIndex(1), 1);
        assertThat(headers(report, DOG, Optional.of(origin)))
                .containsEntry("ce_xaipatternver", "s-12")
                .containsEntry("ce_xaipatternn", "12")
                .containsEntry("ce_xaipatternest", "linear,relu")
                .containsEntry("ce_xaipatternoffsets", "t/0:9,t/1:5")
                .containsEntry("ce_xaimodelver", ScriptedExplainer.MODEL.sha256());
        assertThat(headers(report, DOG).keySet()).noneMatch(name -> name.startsWith("ce_xaipattern"));
    }

    private static SampleReport report(Target target, Integer... classes) {
        return new SampleReport(target, List.of(classes), 1.5, true, Optional.of(ACCOUNT));
    }

    private Map<String, String> headers(SampleReport report, ClassScore target) {
        return headers(report, target, Optional.empty());
    }

    private Map<String, String> headers(SampleReport report, ClassScore target, Optional<SnapshotOrigin> patterns) {
        ImageRecord input = new ImageRecord(new RecordId("images", 2, 3), null, null, List.of(), Instant.EPOCH);
        Heatmap heatmap =
                new Heatmap("lrp.z", Tensor.of(Shape.of(1, 1, 2), 1, 0.5f), StartValue.LOGIT, patterns, report);
        Outcome.Explained outcome = new Outcome.Explained(
                ScriptedExplainer.MAKER,
                new ExplainOptions(Optional.empty(), List.of("lrp.z"), report.target()),
                DOG,
                Optional.ofNullable(target),
                List.of(heatmap));
        Map<String, String> headers = new HashMap<>();
        codec.encode(input, outcome, heatmap)
                .headers()
                .forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        return headers;
    }
}
