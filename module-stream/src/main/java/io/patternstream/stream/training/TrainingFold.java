/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.training;

import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.image.ImageDecoder;
import io.patternstream.api.pattern.ActivationSource;
import io.patternstream.api.pattern.LayerMoments;
import io.patternstream.api.pattern.PatternLearner;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.stream.pipeline.FailedAt;
import io.patternstream.stream.pipeline.ImageRecord;
import io.patternstream.stream.pipeline.Payload;
import io.patternstream.stream.pipeline.RecordId;
import io.patternstream.stream.pipeline.SourcePartition;
import io.patternstream.stream.pipeline.Trouble;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.DoubleStream;

/**
 * Folds one partition of training images in order into a learner. A record that cannot be decoded is reported and passed
 * over. One thread at a time.
 *
 * <p>The learner always holds exactly the records before {@link #next}, a border of the policy; those behind it wait until
 * their block is whole. So the pair of both can be stored whenever a record was added, and a fold that begins with it gives
 * the same bits as one that never ended.
 */
public final class TrainingFold {
    /** Preprocessed pixels are some hundreds at most; squares of this still add up exactly enough in float64. */
    private static final float LARGEST_VALUE = 1e6f;

    private final Parts parts;
    private final FoldPolicy policy;
    private final Set<RecordId> brokenBlocks;
    private final List<Tensor> block = new ArrayList<>();
    private final SourcePartition source;
    private final RecordClock clock;
    private Instant newestInBlock = Instant.MIN;
    private long next;

    private TrainingFold(
            Parts parts, FoldPolicy policy, SourcePartition source, long next, Set<RecordId> brokenBlocks) {
        this.parts = parts;
        this.policy = policy;
        this.source = source;
        this.next = next;
        this.clock = parts.clock();
        this.brokenBlocks = Set.copyOf(brokenBlocks);
    }

    /**
     * Begins a fold.
     *
     * @param parts what it is made of
     * @param policy where its borders are
     * @param source the partition
     * @param next the first offset that is not in the learner
     * @param brokenBlocks blocks to leave out, as told by an earlier {@link BlockFailedException}
     * @return the fold
     */
    public static TrainingFold create(
            Parts parts, FoldPolicy policy, SourcePartition source, long next, Set<RecordId> brokenBlocks) {
        return new TrainingFold(parts, policy, source, next, brokenBlocks);
    }

    /**
     * What a fold is made of.
     *
     * @param decoder bytes to the model's input
     * @param source runs images through the model
     * @param learner takes the statistics
     * @param clock is moved on to the newest record in the learner
     * @param rejected is told of records that cannot be decoded
     * @param watch sees images before they are learned from
     * @param due is called when a snapshot is due: the learner holds all records before {@link #next} then
     */
    public record Parts(
            ImageDecoder decoder,
            ActivationSource source,
            PatternLearner learner,
            RecordClock clock,
            BiConsumer<ImageRecord, Trouble> rejected,
            Watch watch,
            Runnable due) {}

    /** Sees images before they are learned from. */
    @FunctionalInterface
    public interface Watch {
        /**
         * Is called before a block is folded.
         *
         * @param first the block's first offset
         * @param block its images {@code [N, C, H, W]}
         * @param learner holds everything before it; only to be read
         */
        void before(long first, Tensor block, PatternLearner learner);
    }

    /**
     * Takes the next record of the partition.
     *
     * @param record the record; offsets ascend, and may leave gaps
     * @throws BlockFailedException if a block that ends here cannot be folded; the learner is then worthless
     */
    public void add(ImageRecord record) {
        long offset = record.id().offset();
        passTo(policy.borderAt(offset));
        decode(record).ifPresent(image -> {
            block.add(image);
            if (record.timestamp().isAfter(newestInBlock)) {
                newestInBlock = record.timestamp();
            }
        });
        passTo(policy.borderAt(offset + 1));
    }

    /**
     * Says that no record before an offset is to come: blocks that end there at the latest are folded in.
     *
     * @param offset an offset behind all records that were added
     * @throws BlockFailedException as {@link #add} does
     */
    public void complete(long offset) {
        passTo(policy.borderAt(offset));
    }

    /** {@return the first offset that is not in the learner} */
    public long next() {
        return next;
    }

    /** {@return the learner; what it holds grows with the fold} */
    public PatternLearner learner() {
        return parts.learner();
    }

    /** {@return time of the newest record in the learner} */
    public Instant newest() {
        return clock.instant();
    }

    private void passTo(long border) {
        if (border <= next) {
            return;
        }
        fold(policy.remaining(border - next));
        boolean due = policy.snapshotAt(border) > next;
        next = border;
        if (due && parts.learner().samples() > 0) {
            parts.due().run();
        }
    }

    /** Takes the block in; what was there before counts for less then, also where the block is empty or left out. */
    private void fold(double remaining) {
        RecordId first = new RecordId(source.topic(), source.partition(), next);
        if (!block.isEmpty() && !brokenBlocks.contains(first)) {
            try {
                Tensor images = Tensor.stack(block);
                parts.watch().before(next, images, parts.learner());
                fade(remaining);
                parts.source().observe(images, moments -> parts.learner().accept(finite(moments)));
            } catch (RuntimeException | OutOfMemoryError e) {
                throw new BlockFailedException(first, e);
            }
            parts.learner().folded(block.size());
            clock.advance(newestInBlock);
        } else {
            fade(remaining);
        }
        block.clear();
        newestInBlock = Instant.MIN;
    }

    private void fade(double remaining) {
        if (remaining < 1) {
            parts.learner().fade(remaining);
        }
    }

    private Optional<Tensor> decode(ImageRecord record) {
        Payload value = record.value();
        try {
            if (value == null || value.size() == 0) {
                throw new ExplainException(ErrorType.UNDECODABLE, "record " + record.id() + " is empty; send an image");
            }
            String type = record.header("content-type").orElse(null);
            checkModel(record);
            return Optional.of(moderate(parts.decoder().decode(value.toArray(), type)));
        } catch (ExplainException e) {
            parts.rejected().accept(record, trouble(e.type(), e));
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            parts.rejected().accept(record, trouble(ErrorType.UNDECODABLE, e));
        }
        return Optional.empty();
    }

    private void checkModel(ImageRecord record) {
        String served = parts.source().model().name();
        Optional<String> asked = record.header("ps-model");
        if (asked.isPresent() && !asked.get().equals(served)) {
            throw new ExplainException(
                    ErrorType.UNKNOWN_MODEL,
                    "model '" + asked.get() + "' does not learn here; this service has '" + served + "'");
        }
    }

    /** One absurd array would outweigh everything learned before and long after it: the statistics forget slowly if at all. */
    private static Tensor moderate(Tensor image) {
        for (int i = 0; i < image.shape().elementCount(); i++) {
            if (Math.abs(image.at(i)) > LARGEST_VALUE) {
                throw new ExplainException(
                        ErrorType.NON_FINITE,
                        "the value " + image.at(i) + " at position " + i + " is beyond " + LARGEST_VALUE
                                + ", which statistics could not bear; send preprocessed pixels");
            }
        }
        return image;
    }

    /** Keeps what overflowed inside the network away from the learner. */
    private static LayerMoments finite(LayerMoments moments) {
        double sum = DoubleStream.of(moments.meanX()).sum()
                + DoubleStream.of(moments.meanY()).sum()
                + DoubleStream.of(moments.coMoment()).sum()
                + DoubleStream.of(moments.m2Y()).sum();
        if (!Double.isFinite(sum)) {
            throw new ExplainException(
                    ErrorType.NON_FINITE, "the statistics of layer " + moments.layer() + " are not finite");
        }
        return moments;
    }

    private static Trouble trouble(ErrorType type, Throwable cause) {
        return new Trouble(type, FailedAt.DECODE, String.valueOf(cause.getMessage()), 1, Optional.of(cause));
    }
}
