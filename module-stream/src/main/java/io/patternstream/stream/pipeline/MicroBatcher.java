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
 * waited long enough, or at once when a worker is idle; of several, the one with the most urgent member. It has as many members as
 * the policy allows of those that are there; they keep their order, and the others wait for the next.
 * One thread at a time.
 *
 * @param <T> what is batched
 */
final class MicroBatcher<T> {
    private final BatchPolicy policy;
    private final long maxDelayNanos;
    private final Map<Key, MemberQueue<T>> queues = new LinkedHashMap<>();
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

    /** Adds a member at a time of the monotonic clock. It waits no longer than half of the time that it has left. */
    void add(Key key, T item, long nanos, long leftNanos) {
        long patience = Math.min(maxDelayNanos, leftNanos / 2);
        FlushReason reason = patience < maxDelayNanos ? FlushReason.DEADLINE : FlushReason.DELAY;
        queues.computeIfAbsent(key, k -> new MemberQueue<>()).add(new Member<>(item, nanos + patience, reason));
        size++;
    }

    /** Takes out the batch that should go now, if any. */
    Optional<Batch<T>> next(long nanos, boolean workerIdle) {
        Key full = null;
        Key urgent = null;
        for (Map.Entry<Key, MemberQueue<T>> entry : queues.entrySet()) {
            if (urgent == null || due(entry.getKey()) - due(urgent) < 0) {
                urgent = entry.getKey();
            }
            if (entry.getValue().size() >= policy.size() && (full == null || due(entry.getKey()) - due(full) < 0)) {
                full = entry.getKey();
            }
        }
        if (full != null) {
            return Optional.of(take(full, FlushReason.SIZE));
        }
        if (urgent != null && nanos - due(urgent) >= 0) {
            return Optional.of(take(urgent, queue(urgent).mostUrgent().reason()));
        }
        return urgent != null && workerIdle ? Optional.of(take(urgent, FlushReason.IDLE)) : Optional.empty();
    }

    /** When the most urgent member will have waited long enough; empty if there is none. */
    OptionalLong deadline() {
        return queues.keySet().stream().mapToLong(this::due).reduce((a, b) -> a - b < 0 ? a : b);
    }

    /** Takes out all members that match. */
    List<T> remove(Predicate<T> matching) {
        List<T> removed = new ArrayList<>();
        for (Iterator<MemberQueue<T>> i = queues.values().iterator(); i.hasNext(); ) {
            MemberQueue<T> queue = i.next();
            removed.addAll(queue.remove(matching));
            if (queue.size() == 0) {
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

    private MemberQueue<T> queue(Key key) {
        return queues.getOrDefault(key, new MemberQueue<>());
    }

    private long due(Key key) {
        return queue(key).mostUrgent().due();
    }

    private Batch<T> take(Key key, FlushReason reason) {
        MemberQueue<T> queue = queue(key);
        List<T> items = queue.take(policy.fitting(queue.size()));
        if (queue.size() == 0) {
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

    /**
     * One that waits.
     *
     * @param due when it has waited long enough
     * @param reason why it goes then
     */
    private record Member<T>(T item, long due, FlushReason reason) {
        int hurry() {
            return reason == FlushReason.DEADLINE ? 1 : 0;
        }
    }

    /** Members in the order in which they came. Not empty, except while it is changed. */
    private static final class MemberQueue<T> {
        private final Queue<Member<T>> members = new ArrayDeque<>();
        private int hurried;

        int size() {
            return members.size();
        }

        /** The first, unless one behind it is in a hurry. */
        Member<T> mostUrgent() {
            return hurried == 0
                    ? members.element()
                    : members.stream()
                            .reduce((a, b) -> b.due() - a.due() < 0 ? b : a)
                            .orElseThrow();
        }

        void add(Member<T> member) {
            members.add(member);
            hurried += member.hurry();
        }

        List<T> take(int count) {
            List<T> items = new ArrayList<>();
            while (items.size() < count) {
                Member<T> next = members.remove();
                hurried -= next.hurry();
                items.add(next.item());
            }
            return items;
        }

        List<T> remove(Predicate<T> matching) {
            List<T> removed = new ArrayList<>();
            for (Iterator<Member<T>> i = members.iterator(); i.hasNext(); ) {
                Member<T> member = i.next();
                if (matching.test(member.item())) {
                    i.remove();
                    hurried -= member.hurry();
                    removed.add(member.item());
                }
            }
            return removed;
        }
    }
}
