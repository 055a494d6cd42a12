/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import io.patternstream.api.tensor.Tensor;
import java.util.OptionalLong;

/** One record on its way, from decoded to its outcome. Handed from thread to thread, never shared. */
final class Work {
    private final ImageRecord record;
    private final ExplainOptions options;
    private final Tensor input;
    private final Completion completion;
    private final OptionalLong deadline;
    private int attempts;
    private int engineFailures;
    private long queuedNanos;

    /** The deadline is a time of the monotonic clock. */
    Work(ImageRecord record, ExplainOptions options, Tensor input, OptionalLong deadline, Completion completion) {
        this.record = record;
        this.options = options;
        this.input = input;
        this.deadline = deadline;
        this.completion = completion;
    }

    RecordId id() {
        return record.id();
    }

    ExplainOptions options() {
        return options;
    }

    Tensor input() {
        return input;
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
        return new MicroBatcher.Key(options.methods(), input.shape());
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
