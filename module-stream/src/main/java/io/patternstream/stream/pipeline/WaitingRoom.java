/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import io.patternstream.api.explain.ErrorType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where records wait for their next attempt: after an engine failure, at most three more attempts; without patterns, until
 * there are some; while the engine is broken, until it is not. Thread-safe.
 */
final class WaitingRoom {
    private static final Logger LOGGER = LoggerFactory.getLogger(WaitingRoom.class);
    private static final int ENGINE_ATTEMPTS = 4;
    private static final Backoff ENGINE = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2));
    private static final Backoff PATTERNS = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(2));
    private static final Backoff BROKEN = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(10));
    private static final long LOG_INTERVAL_NANOS = Duration.ofSeconds(10).toNanos();

    private final DelayedTasks later;
    private final LongSupplier nanos;
    private final Consumer<Work> again;
    private final Set<Work> waiting = new LinkedHashSet<>();
    private boolean logged;
    private long loggedNanos;

    /**
     * Creates it empty.
     *
     * @param later runs the retries
     * @param nanos monotonic clock
     * @param again takes a record whose time has come
     */
    WaitingRoom(DelayedTasks later, LongSupplier nanos, Consumer<Work> again) {
        this.later = later;
        this.nanos = nanos;
        this.again = again;
    }

    /** Takes a record in if its error deserves another attempt; false if it is to end now. */
    boolean admit(Work work, Trouble trouble) {
        Backoff backoff;
        if (trouble.type() == ErrorType.PATTERNS_UNAVAILABLE) {
            backoff = PATTERNS;
        } else if (trouble.type().retryable() && work.engineFailed() < ENGINE_ATTEMPTS) {
            backoff = ENGINE;
        } else {
            return false;
        }
        await(work, trouble, backoff);
        return true;
    }

    /** Takes a record in that is not at fault: the engine is broken. */
    void hold(Work work, Trouble trouble) {
        await(work, trouble, BROKEN);
    }

    private void await(Work work, Trouble trouble, Backoff backoff) {
        synchronized (this) {
            waiting.add(work);
            tell(trouble);
        }
        later.after(backoff.after(work.attempts()), () -> retry(work));
    }

    synchronized int size() {
        return waiting.size();
    }

    synchronized int size(SourcePartition source) {
        return (int) waiting.stream()
                .filter(work -> work.id().source().equals(source))
                .count();
    }

    /** Takes out the records that match; they are not tried again. */
    synchronized List<Work> remove(Predicate<RecordId> matching) {
        List<Work> removed = new ArrayList<>();
        for (Iterator<Work> i = waiting.iterator(); i.hasNext(); ) {
            Work work = i.next();
            if (matching.test(work.id())) {
                i.remove();
                removed.add(work);
            }
        }
        return removed;
    }

    private void retry(Work work) {
        boolean present;
        synchronized (this) {
            present = waiting.remove(work);
        }
        if (present) {
            again.accept(work);
        }
    }

    private void tell(Trouble trouble) {
        long now = nanos.getAsLong();
        if (!logged || now - loggedNanos >= LOG_INTERVAL_NANOS) {
            logged = true;
            loggedNanos = now;
            String advice = trouble.type() == ErrorType.PATTERNS_UNAVAILABLE
                    ? "send images to the training topic, set patterns.file, or use a method without patterns"
                    : "see reason; a record that fails four times becomes a dead letter";
            LOGGER.atWarn()
                    .addKeyValue("records", waiting.size())
                    .addKeyValue("errorType", trouble.type().code())
                    .addKeyValue("reason", trouble.message())
                    .addKeyValue("advice", advice)
                    .log("Records wait to be explained again");
        }
    }
}
