/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import io.patternstream.api.image.ImageDecoder;
import io.patternstream.api.pattern.ActivationSource;
import io.patternstream.stream.metrics.StateSave;
import io.patternstream.stream.metrics.StreamMetrics;
import io.patternstream.stream.pipeline.ImageRecord;
import io.patternstream.stream.pipeline.RecordId;
import io.patternstream.stream.pipeline.SourcePartition;
import io.patternstream.stream.pipeline.Trouble;
import io.patternstream.stream.state.StateFencedException;
import io.patternstream.stream.state.StateRef;
import io.patternstream.stream.state.StateStore;
import io.patternstream.stream.state.StateStoreException;
import io.patternstream.stream.training.FoldPolicy;
import io.patternstream.stream.training.Learners;
import io.patternstream.stream.training.StateHeader;
import io.patternstream.stream.training.StateLoader;
import io.patternstream.stream.training.TrainingFold;
import io.patternstream.stream.training.TrainingState;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One training partition while it is assigned: its fold, its claim on the stored state, and which bad records are reported. */
final class TrainingPartition {
    private static final Logger LOGGER = LoggerFactory.getLogger(TrainingPartition.class);

    private final Parts parts;
    private final StateHeader begin;
    private final long epoch;
    private final TrainingFold fold;
    private final AtomicInteger unreported = new AtomicInteger();
    private long reportedUpTo;
    private long position;
    private boolean stopped;
    private boolean fenced;
    private boolean saved;
    private long savedUpTo;

    TrainingPartition(
            Parts parts,
            StateLoader.Start start,
            ActivationSource source,
            TrainingFold.Watch watch,
            long reportedUpTo,
            Set<RecordId> brokenBlocks) {
        this.parts = parts;
        this.begin = start.state().header();
        this.epoch = start.epoch();
        this.stopped = start.stopped();
        this.reportedUpTo = reportedUpTo;
        this.position = begin.next();
        this.savedUpTo = begin.next();
        this.fold = TrainingFold.create(
                new TrainingFold.Parts(
                        parts.decoder(),
                        source,
                        start.state().learner(),
                        start.clock(),
                        this::rejected,
                        watch,
                        this::save),
                parts.policy(),
                begin.source(),
                begin.next(),
                brokenBlocks);
    }

    /**
     * What all partitions have in common.
     *
     * @param policy where the borders of the fold are
     * @param decoder bytes to the model's input
     * @param store keeps states
     * @param learners writes states
     * @param deadLetters takes what cannot be decoded
     * @param model the model's name
     * @param metrics receives what is measured
     */
    record Parts(
            FoldPolicy policy,
            ImageDecoder decoder,
            StateStore store,
            Learners learners,
            DeadLetters deadLetters,
            String model,
            StreamMetrics metrics) {}

    /** Takes the next record; returns whether it is folded at all. */
    boolean add(ImageRecord image) {
        if (stopped) {
            return false;
        }
        fold.add(image);
        position = image.id().offset() + 1;
        return true;
    }

    /** Saves what was folded since the last time, which ends at a border, so that nobody has to fold it again. */
    void close() {
        if (!stopped && fold.next() > savedUpTo && samples() > 0) {
            save();
        }
    }

    /** Whether it waits for a person. */
    boolean stopped() {
        return stopped;
    }

    /** Whether another instance has it, though Kafka has not said so yet. */
    boolean fenced() {
        return fenced;
    }

    /** Whether a state was saved since the last call. */
    boolean takeSaved() {
        boolean was = saved;
        saved = false;
        return was;
    }

    long samples() {
        return fold.learner().samples();
    }

    /** What is in memory, if it equals a stored state. */
    Optional<TrainingState> state(StateRef stored) {
        return stored.epoch() == epoch && stored.offset() == fold.next() ? Optional.of(state()) : Optional.empty();
    }

    /** The offset to commit, if there is a new one: bad records before it have their dead letters. */
    OptionalLong reportable() {
        return position <= reportedUpTo || unreported.get() > 0 ? OptionalLong.empty() : OptionalLong.of(position);
    }

    void reported(Optional<OffsetAndMetadata> committed) {
        committed.ifPresent(offset -> reportedUpTo = offset.offset());
    }

    private TrainingState state() {
        StateHeader header = new StateHeader(begin.source(), begin.topicId(), fold.next(), fold.newest(), begin.lost());
        return new TrainingState(header, fold.learner());
    }

    private void save() {
        SourcePartition source = begin.source();
        try {
            parts.store()
                    .save(source, epoch, fold.next(), out -> parts.learners().write(state(), out));
            saved = true;
            savedUpTo = fold.next();
            parts.metrics().stateSaved(StateSave.SUCCEEDED);
        } catch (StateFencedException e) {
            stopped = true;
            fenced = true;
            parts.metrics().stateSaved(StateSave.FENCED);
            LOGGER.atError()
                    .addKeyValue("partition", source)
                    .addKeyValue("reason", e.getMessage())
                    .log("Another instance folds this training partition; this one stops");
        } catch (StateStoreException e) {
            parts.metrics().stateSaved(StateSave.FAILED);
            LOGGER.atError()
                    .addKeyValue("partition", source)
                    .addKeyValue("offset", fold.next())
                    .addKeyValue("reason", e.getMessage())
                    .log("The training state was not saved; the next one holds all that it does");
        }
    }

    private void rejected(ImageRecord record, Trouble trouble) {
        if (record.id().offset() >= reportedUpTo) {
            parts.metrics().failed(parts.model(), trouble.type());
            unreported.incrementAndGet();
            parts.deadLetters().write(record, trouble, unreported::decrementAndGet);
        }
    }
}
