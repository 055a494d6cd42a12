/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import io.patternstream.api.tensor.Shape;
import io.patternstream.stream.metrics.FlushReason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.function.Predicate;

/**
 * Groups what may share a batch: one queue per methods and shape. A batch goes when it is full, when its oldest member has
 * waited long enough, or at once when a worker is idle; of several, the one with the oldest member. It has as many members as
 * the policy allows of those that are there; they keep their order, and the others wait for the next.
 * One thread at a time.
 *
 * @param <T> what is batched
 */
final class MicroBatcher<T> {
    private final BatchPolicy policy;
    private final long maxDelayNanos;
    private final Map<Key, Queue<Member<T>>> queues = new LinkedHashMap<>();
    private int size;

    /**
     * Creates an empty batcher.
     *
     * @param policy sizes of batches, and the longest wait of a member while every worker is busy
     */
    MicroBatcher(BatchPolicy policy) {
        this.policy = policy;
        this.maxDelayNanos = policy.maxDelay().toNanos();
    }

    /** Adds a member at a time of the monotonic clock. */
    void add(Key key, T item, long nanos) {
        queues.computeIfAbsent(key, k -> new ArrayDeque<>()).add(new Member<>(item, nanos));
        size++;
    }

    /** Takes out the batch that should go now, if any. */
    Optional<Batch<T>> next(long nanos, boolean workerIdle) {
        Key full = null;
        Key oldest = null;
        for (Map.Entry<Key, Queue<Member<T>>> entry : queues.entrySet()) {
            if (oldest == null || head(entry.getKey()) - head(oldest) < 0) {
                oldest = entry.getKey();
            }
            if (entry.getValue().size() >= policy.size() && (full == null || head(entry.getKey()) - head(full) < 0)) {
                full = entry.getKey();
            }
        }
        if (full != null) {
            return Optional.of(take(full, FlushReason.SIZE));
        }
        if (oldest != null && nanos - head(oldest) >= maxDelayNanos) {
            return Optional.of(take(oldest, FlushReason.DELAY));
        }
        return oldest != null && workerIdle ? Optional.of(take(oldest, FlushReason.IDLE)) : Optional.empty();
    }

    /** When the oldest member will have waited long enough; empty if there is none. */
    OptionalLong deadline() {
        return queues.keySet().stream().mapToLong(this::head).reduce((a, b) -> a - b < 0 ? a : b).stream()
                .map(nanos -> nanos + maxDelayNanos)
                .findFirst();
    }

    /** Takes out all members that match. */
    List<T> remove(Predicate<T> matching) {
        List<T> removed = new ArrayList<>();
        for (Iterator<Queue<Member<T>>> i = queues.values().iterator(); i.hasNext(); ) {
            Queue<Member<T>> queue = i.next();
            queue.removeIf(member -> matching.test(member.item()) && removed.add(member.item()));
            if (queue.isEmpty()) {
                i.remove();
            }
        }
        size -= removed.size();
        return removed;
    }

    /** Number of members that wait. */
    int size() {
        return size;
    }

    private long head(Key key) {
        return queues.getOrDefault(key, new ArrayDeque<>()).element().nanos();
    }

    private Batch<T> take(Key key, FlushReason reason) {
        Queue<Member<T>> queue = queues.getOrDefault(key, new ArrayDeque<>());
        int count = policy.fitting(queue.size());
        List<T> items = new ArrayList<>();
        while (items.size() < count) {
            items.add(queue.remove().item());
        }
        if (queue.isEmpty()) {
            queues.remove(key);
        }
        size -= items.size();
        return new Batch<>(items, reason);
    }

    /**
     * What members of one batch have in common.
     *
     * @param methods canonical names
     * @param shape of one image, {@code [C, H, W]}
     */
    record Key(List<String> methods, Shape shape) {}

    /**
     * What goes to a worker.
     *
     * @param items at least one, in the order they were added
     * @param reason why it goes now
     */
    record Batch<T>(List<T> items, FlushReason reason) {}

    private record Member<T>(T item, long nanos) {}
}
