/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.app;

import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.pattern.PatternLearner;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.patterns.PatternMismatchException;
import io.patternstream.patterns.PatternTrainer;
import io.patternstream.patterns.StatisticsFile;
import io.patternstream.stream.pipeline.SourcePartition;
import io.patternstream.stream.training.Learners;
import io.patternstream.stream.training.OtherModelException;
import io.patternstream.stream.training.RecordClock;
import io.patternstream.stream.training.StateHeader;
import io.patternstream.stream.training.TrainingState;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Learners of the patterns module; their states are pattern files with statistics.
 *
 * @param model the model
 * @param layers its layers
 * @param estimators names of the estimators
 * @param preprocessing what is done to images: statistics of other images are not these
 * @param halfLife how fast images fade, in offsets: statistics that fade otherwise are not these
 */
record TrainerLearners(
        ModelDescription model,
        List<LayerWeights> layers,
        List<String> estimators,
        String preprocessing,
        OptionalInt halfLife)
        implements Learners {
    private static final String TOPIC = "topic";
    private static final String PARTITION = "partition";
    private static final String TOPIC_ID = "topic_id";
    private static final String LOST = "lost_records";
    private static final String PREPROCESSING = "preprocessing";
    private static final String HALF_LIFE = "half_life";
    private static final String NEVER = "never";

    @Override
    public PatternLearner begin(InstantSource clock) {
        return trainer(clock);
    }

    @Override
    public PatternLearner merge(List<PatternLearner> parts, InstantSource clock) {
        PatternTrainer merged = trainer(clock);
        parts.forEach(part -> merged.combine((PatternTrainer) part));
        return merged;
    }

    @Override
    public void write(TrainingState state, OutputStream out) throws IOException {
        StateHeader header = state.header();
        PatternTrainer trainer = (PatternTrainer) state.learner();
        PatternSnapshot snapshot = trainer.snapshot(Map.of(header.source().toString(), header.next()));
        Map<String, String> labels = new HashMap<>(Map.of(
                TOPIC, header.source().topic(),
                PARTITION, Integer.toString(header.source().partition()),
                TOPIC_ID, header.topicId(),
                LOST, Long.toString(header.lost()),
                PREPROCESSING, preprocessing));
        halfLife.ifPresent(offsets -> labels.put(HALF_LIFE, Integer.toString(offsets)));
        StatisticsFile.write(out, trainer, snapshot, labels);
    }

    @Override
    public TrainingState read(InputStream in, long size, RecordClock clock) throws IOException {
        StatisticsFile.Shard shard = StatisticsFile.read("a training state", in, size, estimators, clock);
        String made = label(shard, PREPROCESSING);
        if (!made.equals(preprocessing)) {
            throw new OtherModelException(
                    "its state was made from images preprocessed by " + made + ", which is " + preprocessing + " now");
        }
        String faded = shard.labels().getOrDefault(HALF_LIFE, NEVER);
        String fades = halfLife.isPresent() ? Integer.toString(halfLife.getAsInt()) : NEVER;
        if (!faded.equals(fades)) {
            throw new OtherModelException(
                    "its state was made with patterns.half-life " + faded + ", which is " + fades + " now");
        }
        try {
            shard.trainer().requireModel(model, layers);
        } catch (PatternMismatchException e) {
            throw new OtherModelException(String.valueOf(e.getMessage()));
        }
        SourcePartition source = new SourcePartition(label(shard, TOPIC), Integer.parseInt(label(shard, PARTITION)));
        Long next = shard.provenance().offsets().get(source.toString());
        if (next == null) {
            throw new IllegalArgumentException("a training state does not say how far it goes in " + source);
        }
        clock.advance(shard.provenance().created());
        StateHeader header = new StateHeader(
                source, label(shard, TOPIC_ID), next, shard.provenance().created(), Long.parseLong(label(shard, LOST)));
        return new TrainingState(header, shard.trainer());
    }

    private PatternTrainer trainer(InstantSource clock) {
        return PatternTrainer.create(model, layers, estimators, clock);
    }

    private static String label(StatisticsFile.Shard shard, String name) {
        String value = shard.labels().get(name);
        if (value == null) {
            throw new IllegalArgumentException("a training state has no label " + name);
        }
        return value;
    }
}
