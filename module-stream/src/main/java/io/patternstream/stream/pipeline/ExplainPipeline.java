/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.explain.Explainer;
import io.patternstream.stream.metrics.Stage;
import io.patternstream.stream.metrics.StreamGauge;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Takes encoded images, gives outcomes: options, decoding, micro-batches, the engine, retries. Bounded by whoever submits,
 * with an {@link InFlightLimiter}. Thread-safe; {@link #submit} never blocks.
 */
public final class ExplainPipeline {
    private final PipelineParts parts;
    private final WaitingRoom waiting;
    private final Object lock = new Object();
    /** Holds records that the version in service has read, and no others. */
    private final MicroBatcher<Work> batcher;

    private volatile Served served;
    /** When a flush is scheduled. */
    private OptionalLong flushAt = OptionalLong.empty();

    /** Records in the batcher that have a deadline. */
    private int expiring;

    private ExplainPipeline(PipelineParts parts, BatchPolicy policy) {
        this.parts = parts;
        this.served = new Served(parts.model());
        this.waiting = new WaitingRoom(parts.later(), parts.nanos(), this::enqueue);
        this.batcher = new MicroBatcher<>(policy);
    }

    /**
     * Creates a pipeline with nothing in it, and registers its gauges.
     *
     * @param parts what it is made of
     * @param policy how it batches
     * @return the pipeline
     */
    public static ExplainPipeline create(PipelineParts parts, BatchPolicy policy) {
        ExplainPipeline pipeline = new ExplainPipeline(parts, policy);
        parts.metrics().gauge(StreamGauge.QUEUE_RECORDS, pipeline::queued);
        parts.metrics().gauge(StreamGauge.WAITING_RECORDS, pipeline::waiting);
        parts.metrics()
                .gauge(
                        StreamGauge.ENGINE_BROKEN,
                        () -> pipeline.served.breaker().open() ? 1 : 0);
        return pipeline;
    }

    /**
     * Explains one record.
     *
     * @param record the record
     * @param completion learns how it ended
     */
    public void submit(ImageRecord record, Completion completion) {
        parts.decoding().execute(() -> decode(new Work(record, deadline(record), completion)));
    }

    /**
     * Puts another version of the model into service. Batches that are with the engine end with the version that they began with;
     * all other records are read by the new one, again if the old one has read them, so that none is ever shared between two.
     *
     * @param next the version; its engine is ready
     */
    public void serve(ModelVersion next) {
        List<Work> unread;
        synchronized (lock) {
            served = new Served(next);
            unread = batcher.remove(work -> true);
            expiring = 0;
        }
        unread.forEach(this::readAgain);
        pump();
    }

    /** {@return bytes that a record comes to hold beside its own: the model's input, and a heatmap of each default method} */
    public long workingBytes() {
        return served.workingBytes();
    }

    /** {@return records that wait in micro-batches} */
    public int queued() {
        synchronized (lock) {
            return batcher.size();
        }
    }

    /** {@return records that wait for a retry} */
    public int waiting() {
        return waiting.size();
    }

    /** {@return whether the engine fails on whatever it is given, so that its records wait and no more should be submitted} */
    public boolean suspended() {
        return served.breaker().open() && queued() + waiting() > 0;
    }

    /**
     * Counts some of the records that wait for a retry.
     *
     * @param source the partition they came from
     * @return how many
     */
    public int waiting(SourcePartition source) {
        return waiting.size(source);
    }

    /**
     * Gives up the records that are queued or wait for a retry; those that run are not touched.
     *
     * @param matching which records
     */
    public void abandon(Predicate<RecordId> matching) {
        List<Work> given = new ArrayList<>(waiting.remove(matching));
        synchronized (lock) {
            List<Work> queued = batcher.remove(work -> matching.test(work.id()));
            expiring -= (int) queued.stream().filter(Work::expires).count();
            given.addAll(queued);
        }
        given.forEach(work -> work.completion().abandoned());
    }

    /** Gives up the records that wait for a retry, for a stop that does not await them. */
    public void abandonWaiting() {
        waiting.remove(id -> true).forEach(work -> work.completion().abandoned());
    }

    /** Sends to the engine what should go now; the engine calls it whenever a worker has finished a task. */
    public void pump() {
        List<Work> expired;
        synchronized (lock) {
            expired = takeExpired();
            dispatch();
        }
        expired.forEach(work -> reject(work.completion(), expired(work.id(), work.attempts() + 1)));
    }

    private void dispatch() {
        EnginePool engine = served.version().engine();
        while (engine.accepts()) {
            Optional<MicroBatcher.Batch<Work>> batch =
                    batcher.next(parts.nanos().getAsLong(), engine.idle());
            if (batch.isEmpty()) {
                scheduleFlush();
                return;
            }
            List<Work> items = batch.get().items();
            expiring -= (int) items.stream().filter(Work::expires).count();
            parts.metrics().batch(items.size(), batch.get().reason());
            engine.execute(explainer -> explain(explainer, items));
        }
    }

    private List<Work> takeExpired() {
        if (expiring == 0) {
            return List.of();
        }
        long now = parts.nanos().getAsLong();
        List<Work> expired = batcher.remove(work -> work.leftNanos(now) <= 0);
        expiring -= expired.size();
        return expired;
    }

    private static Trouble expired(RecordId id, int attempts) {
        String what = "the time that record " + id + " had by its ce_expirytime is over";
        return Trouble.of(
                ErrorType.DEADLINE_EXCEEDED,
                FailedAt.DISPATCH,
                new ExplainException(ErrorType.DEADLINE_EXCEEDED, what),
                attempts);
    }

    private void scheduleFlush() {
        OptionalLong due = batcher.deadline();
        if (due.isEmpty() || (flushAt.isPresent() && flushAt.getAsLong() - due.getAsLong() <= 0)) {
            return;
        }
        flushAt = due;
        long wait = Math.max(0, due.getAsLong() - parts.nanos().getAsLong());
        parts.later().after(Duration.ofNanos(wait), () -> {
            synchronized (lock) {
                flushAt = flushAt.equals(due) ? OptionalLong.empty() : flushAt;
            }
            pump();
        });
    }

    private void readAgain(Work work) {
        parts.decoding().execute(() -> decode(work));
    }

    private void decode(Work work) {
        ImageRecord record = work.record();
        int attempt = work.attempts() + 1;
        if (work.leftNanos(parts.nanos().getAsLong()) <= 0) {
            reject(work.completion(), expired(record.id(), attempt));
            return;
        }
        Served by = served;
        FailedAt stage = FailedAt.DISPATCH;
        try {
            ExplainOptions options = by.version().options().read(record);
            stage = FailedAt.DECODE;
            work.read(new Work.Reading(by, options, by.decode(record, options, parts.nanos(), parts.metrics())));
        } catch (ExplainException e) {
            reject(work.completion(), Trouble.of(e.type(), stage, e, attempt));
            return;
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError | LinkageError e) {
            reject(work.completion(), Trouble.of(ErrorType.UNDECODABLE, stage, e, attempt));
            return;
        }
        enqueue(work);
    }

    private OptionalLong deadline(ImageRecord record) {
        return OptionsReader.expiry(record)
                .map(end -> OptionalLong.of(parts.nanos().getAsLong()
                        + Duration.between(parts.clock().instant(), end).toNanos()))
                .orElse(OptionalLong.empty());
    }

    private void enqueue(Work work) {
        boolean current;
        synchronized (lock) {
            current = work.by() == served;
            if (current) {
                long now = parts.nanos().getAsLong();
                work.queuedAt(now);
                batcher.add(work.key(), work, now, work.leftNanos(now));
                expiring += work.expires() ? 1 : 0;
            }
        }
        if (current) {
            pump();
        } else {
            readAgain(work);
        }
    }

    private void explain(Explainer explainer, List<Work> batch) {
        long begin = parts.nanos().getAsLong();
        batch.forEach(work -> parts.metrics().stage(Stage.BATCH_WAIT, Duration.ofNanos(begin - work.queuedNanos())));
        batch.forEach(Work::attempted);
        List<Runnable> verdicts = new ArrayList<>();
        Served by = batch.get(0).by();
        new BatchRun(explainer, by, parts.metrics(), new Collect(explainer, by.breaker(), verdicts)).run(batch);
        parts.metrics().stage(Stage.EXPLAIN, since(begin));
        verdicts.forEach(Runnable::run);
    }

    private void failed(Work work, Trouble trouble, BooleanSupplier broken) {
        ErrorType type = trouble.type();
        if (waiting.admit(work, trouble)) {
            parts.metrics().retried(type);
        } else if (Breaker.suspects(type) && broken.getAsBoolean()) {
            parts.metrics().retried(type);
            waiting.hold(work, trouble);
        } else if (type.retryable()) {
            parts.metrics().failed(model(), type);
            work.completion().completed(new Outcome.Failed(trouble));
        } else {
            reject(work.completion(), trouble);
        }
    }

    private void reject(Completion completion, Trouble trouble) {
        parts.metrics().failed(model(), trouble.type());
        completion.completed(new Outcome.Rejected(trouble));
    }

    /** The same for all versions. */
    private String model() {
        return parts.model().description().name();
    }

    private Duration since(long begin) {
        return Duration.ofNanos(parts.nanos().getAsLong() - begin);
    }

    /** Keeps the verdicts until the batch is through, so that publishing does not hold the engine up inside a bisection. */
    private final class Collect implements BatchRun.Verdicts {
        private final Explainer explainer;
        private final Breaker breaker;
        private final List<Runnable> verdicts;
        private Optional<Boolean> broken = Optional.empty();

        Collect(Explainer explainer, Breaker breaker, List<Runnable> verdicts) {
            this.explainer = explainer;
            this.breaker = breaker;
            this.verdicts = verdicts;
        }

        @Override
        public void explained(Work work, Outcome.Explained outcome) {
            breaker.explained(work.input());
            verdicts.add(() -> work.completion().completed(outcome));
        }

        @Override
        public void failed(Work work, ErrorType type, Throwable cause) {
            Trouble trouble = Trouble.of(type, FailedAt.EXPLAIN, cause, work.attempts());
            verdicts.add(() -> ExplainPipeline.this.failed(work, trouble, this::broken));
        }

        /** Asks the engine once for all records of the batch. */
        private boolean broken() {
            if (broken.isEmpty()) {
                broken = Optional.of(breaker.broken(explainer));
            }
            return broken.get();
        }
    }
}
