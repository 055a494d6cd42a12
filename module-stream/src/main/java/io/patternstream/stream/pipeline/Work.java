/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import io.patternstream.api.tensor.Tensor;

/** One record on its way, from decoded to its outcome. Handed from thread to thread, never shared. */
final class Work {
    private final ImageRecord record;
    private final ExplainOptions options;
    private final Tensor input;
    private final Completion completion;
    private int attempts;
    private int engineFailures;
    private long queuedNanos;

    Work(ImageRecord record, ExplainOptions options, Tensor input, Completion completion) {
        this.record = record;
        this.options = options;
        this.input = input;
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
