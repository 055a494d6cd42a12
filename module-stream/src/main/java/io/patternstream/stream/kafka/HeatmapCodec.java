/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import io.patternstream.api.explain.Conservation;
import io.patternstream.api.explain.SampleReport;
import io.patternstream.api.pattern.PatternSnapshot.Provenance;
import io.patternstream.api.pattern.SnapshotOrigin;
import io.patternstream.api.tensor.Npy;
import io.patternstream.stream.pipeline.ClassScore;
import io.patternstream.stream.pipeline.Heatmap;
import io.patternstream.stream.pipeline.ImageRecord;
import io.patternstream.stream.pipeline.Maker;
import io.patternstream.stream.pipeline.Outcome;
import io.patternstream.stream.pipeline.RecordId;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * Writes a heatmap as a binary CloudEvent: {@code .npy} float32 {@code [C, H, W]}, the input's key, and headers that say what
 * made it. The event's id depends on nothing but the input record, the method and the target, so a reader can drop duplicates.
 */
final class HeatmapCodec {
    static final String TYPE = "io.patternstream.explanation.v1";

    private final String model;
    private final String topic;
    private final String source;
    private final InstantSource clock;

    HeatmapCodec(String model, String topic, String groupId, InstantSource clock) {
        this.model = model;
        this.topic = topic;
        this.source = "/patternstream/" + groupId;
        this.clock = clock;
    }

    /** The model's name. */
    String model() {
        return model;
    }

    ProducerRecord<byte[], byte[]> encode(ImageRecord input, Outcome.Explained outcome, Heatmap heatmap) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, Text.bytes(input.key()), Npy.write(heatmap.values()));
        String target = outcome.target()
                .map(score -> Integer.toString(score.index()))
                .orElse(outcome.options().target().toString());
        Maker maker = outcome.maker();
        Headers headers = record.headers();
        Text.add(headers, "content-type", "application/x-npy");
        Text.add(headers, "ce_specversion", "1.0");
        Text.add(
                headers,
                "ce_id",
                id(input.id(), heatmap.method(), outcome.options().target()));
        Text.add(headers, "ce_source", source);
        Text.add(headers, "ce_type", TYPE);
        Text.add(headers, "ce_time", clock.instant());
        Text.add(headers, "ce_subject", model);
        Text.add(
                headers,
                "ce_causationid",
                input.header("ce_id").orElse(input.id().toString()));
        input.header("ce_correlationid").ifPresent(id -> Text.add(headers, "ce_correlationid", id));
        Text.add(headers, "ce_xaimodel", model);
        Text.add(headers, "ce_xaimodelver", maker.modelSha256());
        Text.add(headers, "ce_xaimethod", heatmap.method());
        Text.add(headers, "ce_xaitarget", target);
        classes(heatmap.report()).ifPresent(classes -> Text.add(headers, "ce_xaiclasses", classes));
        Text.add(headers, "ce_xaistart", heatmap.start().name().toLowerCase(Locale.ROOT));
        outcome.target().ifPresent(score -> score(headers, score));
        heatmap.patterns().ifPresent(origin -> patterns(headers, origin));
        Text.add(headers, "ce_xaibackend", maker.backend());
        Text.add(headers, "ce_xaiprecision", maker.precision());
        Text.add(headers, "ce_xaiversion", maker.version());
        Text.add(headers, "ce_xaisum", heatmap.report().sum());
        Text.add(headers, "ce_xaifinite", heatmap.report().finite());
        heatmap.report().conservation().ifPresent(account -> conservation(headers, account));
        return record;
    }

    private UUID id(RecordId input, String method, Object target) {
        String name = String.join("\n", source, input.toString(), method, target.toString());
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    /** What made them, so that they can be made again; those of a file that does not say have their name only. */
    private static void patterns(Headers headers, SnapshotOrigin origin) {
        Provenance made = origin.provenance();
        Text.add(headers, "ce_xaipatternver", origin.id());
        Text.add(headers, "ce_xaipatternn", made.samples());
        if (!made.estimators().isEmpty()) {
            Text.add(headers, "ce_xaipatternest", String.join(",", made.estimators()));
        }
        if (!made.offsets().isEmpty()) {
            Text.add(headers, "ce_xaipatternoffsets", offsets(made.offsets()));
        }
    }

    private static String offsets(Map<String, Long> next) {
        return new TreeMap<>(next)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + ":" + entry.getValue())
                        .collect(Collectors.joining(","));
    }

    private static void conservation(Headers headers, Conservation account) {
        Text.add(headers, "ce_xaistarted", account.started());
        Text.add(headers, "ce_xaibiasshare", account.biasShare());
        Text.add(headers, "ce_xaiabsorbed", account.epsilonAbsorbed());
        Text.add(headers, "ce_xaigated", account.gated());
        Text.add(headers, "ce_xairesidual", account.residual());
    }

    /** Comma separated; empty where that is all classes. */
    private static Optional<String> classes(SampleReport report) {
        return report.classes().stream().map(String::valueOf).reduce((left, right) -> left + "," + right);
    }

    private static void score(Headers headers, ClassScore score) {
        Text.add(headers, "ce_xailabel", score.label());
        Text.add(headers, "ce_xaiscore", score.logit());
        Text.add(headers, "ce_xaiprobability", score.probability());
    }
}
