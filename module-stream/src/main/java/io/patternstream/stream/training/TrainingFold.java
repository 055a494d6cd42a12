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
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.stream.pipeline.FailedAt;
import io.patternstream.stream.pipeline.ImageRecord;
import io.patternstream.stream.pipeline.Payload;
import io.patternstream.stream.pipeline.Trouble;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.DoubleStream;

/**
 * Folds one partition of training images, in order and from its beginning, into a learner. A record that cannot be decoded is
 * reported and passed over; it counts for the borders all the same. One thread at a time.
 *
 * <p>The statistics are in memory only: after a restart the topic is folded again, and gives the same snapshots.
 */
public final class TrainingFold {
    /** Preprocessed pixels are some hundreds at most; squares of this still add up exactly enough in float64. */
    private static final float LARGEST_VALUE = 1e6f;

    private final Parts parts;
    private final FoldPolicy policy;
    private final Set<Long> brokenBlocks;
    private final List<Tensor> block = new ArrayList<>();
    private long records;
    private long blocks;

    private TrainingFold(Parts parts, FoldPolicy policy, Set<Long> brokenBlocks) {
        this.parts = parts;
        this.policy = policy;
        this.brokenBlocks = Set.copyOf(brokenBlocks);
    }

    /**
     * Begins a fold.
     *
     * @param parts what it is made of; the learner must be empty
     * @param policy where its borders are
     * @param brokenBlocks numbers of blocks to leave out, as told by an earlier {@link BlockFailedException}
     * @return the fold
     */
    public static TrainingFold create(Parts parts, FoldPolicy policy, Set<Long> brokenBlocks) {
        return new TrainingFold(parts, policy, brokenBlocks);
    }

    /**
     * What a fold is made of.
     *
     * @param decoder bytes to the model's input
     * @param source runs images through the model
     * @param learner takes the statistics
     * @param rejected is told of records that cannot be decoded
     */
    public record Parts(
            ImageDecoder decoder,
            ActivationSource source,
            PatternLearner learner,
            BiConsumer<ImageRecord, Trouble> rejected) {}

    /**
     * Takes the next record of the partition.
     *
     * @param record the record
     * @return a new snapshot, if one is due with this record and there is anything to make it from
     * @throws BlockFailedException if the block that ends here cannot be folded; the learner is then worthless
     */
    public Optional<PatternSnapshot> add(ImageRecord record) {
        decode(record).ifPresent(block::add);
        records++;
        boolean due = records % policy.snapshotEvery() == 0;
        if (due || records % policy.blockSize() == 0) {
            fold();
        }
        if (!due || parts.learner().samples() == 0) {
            return Optional.empty();
        }
        Map<String, Long> next =
                Map.of(record.id().source().toString(), record.id().offset() + 1);
        return Optional.of(parts.learner().snapshot(next));
    }

    /** {@return images folded in so far} */
    public long samples() {
        return parts.learner().samples();
    }

    private void fold() {
        long number = blocks++;
        if (!block.isEmpty() && !brokenBlocks.contains(number)) {
            try {
                parts.source()
                        .observe(Tensor.stack(block), moments -> parts.learner().accept(finite(moments)));
            } catch (RuntimeException | OutOfMemoryError e) {
                throw new BlockFailedException(number, e);
            }
            parts.learner().folded(block.size());
        }
        block.clear();
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

    /** One absurd array would outweigh everything learned before and after it: the statistics never forget. */
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
