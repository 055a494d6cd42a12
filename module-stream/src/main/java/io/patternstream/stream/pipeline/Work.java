/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import io.patternstream.api.tensor.Tensor;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One record on its way to its outcome. Handed from thread to thread, never shared. */
final class Work {
    private final ImageRecord record;
    private final Completion completion;
    private final OptionalLong deadline;
    private @Nullable Reading reading;
    private int attempts;
    private int engineFailures;
    private long queuedNanos;

    /** The deadline is a time of the monotonic clock. */
    Work(ImageRecord record, OptionalLong deadline, Completion completion) {
        this.record = record;
        this.deadline = deadline;
        this.completion = completion;
    }

    /**
     * A record as one version of the model reads it.
     *
     * @param by the version
     * @param options what the record asks for
     * @param input its image
     */
    record Reading(Served by, ExplainOptions options, Tensor input) {}

    ImageRecord record() {
        return record;
    }

    RecordId id() {
        return record.id();
    }

    /** Takes the place of what another version of the model has read. */
    void read(Reading now) {
        reading = now;
    }

    Served by() {
        return reading().by();
    }

    ExplainOptions options() {
        return reading().options();
    }

    Tensor input() {
        return reading().input();
    }

    private Reading reading() {
        return Objects.requireNonNull(reading, "not read yet");
    }

    Completion completion() {
        return completion;
    }

    boolean expires() {
        return deadline.isPresent();
    }

    /** Time that is left for it; negative if it is over, the largest number if there is no end. */
    long leftNanos(long now) {
        return deadline.isPresent() ? deadline.getAsLong() - now : Long.MAX_VALUE;
    }

    MicroBatcher.Key key() {
        return new MicroBatcher.Key(options().methods(), input().shape());
    }

    int attempts() {
        return attempts;
    }

    void attempted() {
        attempts++;
    }

    /** Counts one more engine failure; returns how many there were. */
    int engineFailed() {
        return ++engineFailures;
    }

    long queuedNanos() {
        return queuedNanos;
    }

    void queuedAt(long nanos) {
        queuedNanos = nanos;
    }
}
