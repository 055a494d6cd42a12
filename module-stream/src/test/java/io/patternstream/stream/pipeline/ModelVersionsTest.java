/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.api.explain.ExplainRequest;
import io.patternstream.api.explain.Explainer;
import io.patternstream.api.explain.Explanations;
import io.patternstream.api.explain.Target;
import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.stream.metrics.IgnoredMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Versions of a model that can be told apart: version k reads the number v as (v, k), and its engine throws on what another
 * version has read.
 */
final class ModelVersionsTest {
    private final ManualTime time = new ManualTime();
    private final Map<Long, Outcome> outcomes = new HashMap<>();
    private final List<Long> abandoned = new ArrayList<>();
    private final Queue<Runnable> decoding = new ArrayDeque<>();
    private final List<Version> versions = new ArrayList<>(List.of(new Version(1)));
    private final ExplainPipeline pipeline = ExplainPipeline.create(
            new PipelineParts(version(1), decoding::add, time, time, time, new IgnoredMetrics()),
            new BatchPolicy(4, Duration.ofMillis(5)));

    @Test
    void whatIsWithTheEngineEndsWithItsVersionAndAllElseIsReadByTheNewOne() {
        // Given one record that is with the engine, three that wait for a batch, and one that is not decoded yet
        for (int i = 0; i < 4; i++) {
            submit(i);
            decode();
        }
        submit(4);
        int queued = pipeline.queued();

        // When
        change();
        decode();
        work();

        // Then
        assertThat(queued).isEqualTo(3);
        assertThat(outcomes).hasSize(5);
        assertThat(made(0)).isEqualTo(1);
        assertThat(made(1)).isEqualTo(2);
        assertThat(made(2)).isEqualTo(2);
        assertThat(made(3)).isEqualTo(2);
        assertThat(made(4)).isEqualTo(2);
    }

    @Test
    void aRecordThatWaitsForTheOldVersionsEngineIsTriedByTheNewOne() {
        // Given
        versions.get(0).scripted.failNext(Integer.MAX_VALUE);
        submit(0);
        decode();
        work();
        boolean suspended = pipeline.suspended();

        // When
        time.advance(Duration.ofMinutes(1));
        decode();
        work();
        boolean broken = pipeline.suspended();
        change();
        boolean suspendedByTheNew = pipeline.suspended();
        time.advance(Duration.ofMinutes(1));
        decode();
        work();

        // Then
        assertThat(suspended).isFalse();
        assertThat(broken).isFalse();
        assertThat(suspendedByTheNew).isFalse();
        assertThat(made(0)).isEqualTo(2);
    }

    @Test
    void whatTheNewVersionCannotReadIsRejectedAndNotExplainedByTheOld() {
        // Given a record that the old version has read
        submit(0);
        submit(1);
        submit(2);
        decode();

        // When the new version wants something else
        versions.add(new Version(-1));
        pipeline.serve(version(-1));
        decode();
        work();

        // Then
        assertThat(made(0)).isEqualTo(1);
        assertThat(outcomes.get(2L)).isInstanceOf(Outcome.Rejected.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void whateverHappensWhenEachRecordEndsOnceAndByOneVersion(long seed) {
        // Given
        Random random = new Random(seed);
        int records = 0;

        // When
        for (int step = 0; step < 3000; step++) {
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3 -> submit(records++);
                case 4, 5, 6 -> decodeOne();
                case 7, 8 -> versions.get(random.nextInt(versions.size())).pool.work(pipeline);
                case 9 -> time.advance(Duration.ofMillis(random.nextInt(300)));
                case 10 ->
                    versions.get(random.nextInt(versions.size())).scripted.failNext(random.nextInt(3));
                default -> {
                    if (random.nextInt(8) == 0) {
                        change();
                    } else {
                        pipeline.abandon(id -> id.offset() % 97 == 5);
                    }
                }
            }
        }
        for (int i = 0; i < 300; i++) {
            decode();
            work();
            time.advance(Duration.ofSeconds(1));
        }

        // Then
        List<Long> explained = outcomes.keySet().stream()
                .filter(offset -> outcomes.get(offset) instanceof Outcome.Explained)
                .toList();
        assertThat(outcomes.size() + abandoned.size()).isEqualTo(records);
        assertThat(explained).hasSizeGreaterThan(500).allSatisfy(offset -> assertThat(made(offset))
                .isPositive());
        assertThat(versions).allSatisfy(version -> assertThat(version.foreign).isZero());
        assertThat(versions).filteredOn(version -> version.explained > 0).hasSizeGreaterThan(5);
    }

    /** The version that the heatmap names, which must be the one that read and explained it. */
    private int made(long offset) {
        assertThat(outcomes.get(offset)).isInstanceOf(Outcome.Explained.class);
        Outcome.Explained explained = (Outcome.Explained) outcomes.get(offset);
        int version = Integer.parseInt(explained.maker().modelSha256());
        Tensor heatmap = explained.heatmaps().get(0).values();
        assertThat(heatmap.at(0)).isEqualTo(2f * offset % 600);
        assertThat(heatmap.at(1)).isEqualTo(2f * version);
        return version;
    }

    private void change() {
        versions.add(new Version(versions.size() + 1));
        pipeline.serve(version(versions.size()));
    }

    private ModelVersion version(int number) {
        Version version = versions.get(versions.size() - 1);
        return new ModelVersion(
                ScriptedExplainer.MODEL,
                List.of(),
                OptionsReader.of(ScriptedExplainer.MODEL, List.of("gradient"), new Target.ClassIndex(1), name -> name),
                (bytes, type) -> () -> read(bytes, number),
                new Maker(Integer.toString(number), "scripted", "f32", "1"),
                version.pool);
    }

    private static Tensor read(byte[] bytes, int number) {
        if (number < 0) {
            throw new IllegalArgumentException("cannot read it");
        }
        return Tensor.of(ScriptedExplainer.MODEL.input(), bytes[0] * 100 + bytes[1], number);
    }

    private void submit(long offset) {
        int value = (int) (offset % 300);
        Payload payload = Payload.wrap(new byte[] {(byte) (value / 100), (byte) (value % 100)});
        ImageRecord record =
                new ImageRecord(new RecordId("images", 0, offset), null, payload, List.of(), Instant.EPOCH);
        pipeline.submit(record, new Completion() {
            @Override
            public void completed(Outcome outcome) {
                assertThat(outcomes.put(offset, outcome)).as("second outcome").isNull();
            }

            @Override
            public void abandoned() {
                abandoned.add(offset);
            }
        });
    }

    private void decodeOne() {
        if (!decoding.isEmpty()) {
            decoding.remove().run();
        }
    }

    private void decode() {
        while (!decoding.isEmpty()) {
            decodeOne();
        }
    }

    private void work() {
        versions.forEach(version -> version.pool.work(pipeline));
    }

    private static final class Version implements Explainer {
        private final int number;
        private final ScriptedExplainer scripted = new ScriptedExplainer();
        private final ManualPool pool = new ManualPool(this);
        private int explained;
        private int foreign;

        Version(int number) {
            this.number = number;
        }

        @Override
        public ModelDescription model() {
            return scripted.model();
        }

        @Override
        public Explanations explain(ExplainRequest request) {
            explained++;
            int images = request.input().shape().dimension(0);
            for (int i = 0; i < images; i++) {
                boolean own = request.input().at(2 * i + 1) == number || images == 1 && isReference(request.input());
                foreign += own ? 0 : 1;
            }
            return scripted.explain(request);
        }

        /** The breaker asks with noise before it has seen an image. */
        private static boolean isReference(Tensor input) {
            return input.at(1) > -1 && input.at(1) < 1;
        }

        @Override
        public void close() {}
    }
}
