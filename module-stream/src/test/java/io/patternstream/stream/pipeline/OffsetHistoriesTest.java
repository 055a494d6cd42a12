/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The tracker against a naive model over random histories of receiving, finishing, giving up, revoking, assigning, seeking,
 * holes, and commits that fail. {@code -Dpatternstream.offset-histories=1000000} runs a million.
 */
final class OffsetHistoriesTest {
    private static final int HISTORIES = Integer.getInteger("patternstream.offset-histories", 20_000);
    private static final int STEPS = 60;
    private static final SourcePartition[] PARTITIONS = {
        new SourcePartition("images", 0), new SourcePartition("images", 1)
    };

    @Test
    void randomHistoriesAgreeWithANaiveModelAndNoCommitCoversUnfinishedRecords() {
        int[] seen = new int[Event.values().length];
        for (int seed = 0; seed < HISTORIES; seed++) {
            History history = new History(seed, seen);
            for (int step = 0; step < STEPS; step++) {
                history.step();
            }
            history.finish();
        }
        for (Event event : Event.values()) {
            assertThat(seen[event.ordinal()]).as(event + " occurs").isGreaterThan(HISTORIES / 20);
        }
    }

    private enum Event {
        RECEIVED,
        DONE_BEFORE,
        DONE,
        LATE,
        ABANDONED,
        HOLE,
        FAR_HOLE,
        REPLAYED,
        REVOKED,
        MOVED_BY_HAND,
        COMMITTED,
        COMMIT_FAILED,
        COMMITTED_AHEAD
    }

    /** One seeded history of two partitions. */
    private static final class History {
        private final int seed;
        private final int[] seen;
        private final Random random;
        private final OffsetTracker tracker = OffsetTracker.create();
        private final Map<SourcePartition, Life> lives = new HashMap<>();
        private final List<Pending> pending = new ArrayList<>();
        /** What the broker has. */
        private final Map<SourcePartition, Frontier> committed = new HashMap<>();
        /** Every offset that the log has and that was delivered; the value tells whether it was ever done. */
        private final Map<SourcePartition, TreeMap<Long, Boolean>> truth = new HashMap<>();
        /** What a commit has named as done, unless someone has moved the group or the log is read again since. */
        private final Map<SourcePartition, Set<Long>> named = new HashMap<>();

        History(int seed, int[] seen) {
            this.seed = seed;
            this.seen = seen;
            this.random = new Random(seed);
            for (SourcePartition partition : PARTITIONS) {
                truth.put(partition, new TreeMap<>());
                named.put(partition, new HashSet<>());
            }
        }

        void step() {
            SourcePartition partition = PARTITIONS[random.nextInt(2)];
            Life life = lives.get(partition);
            int action = random.nextInt(100);
            if (life == null) {
                assign(partition);
            } else if (action < 42) {
                receive(partition, life, next(life));
            } else if (action < 44) {
                replay(partition, life);
            } else if (action < 80) {
                end();
            } else if (action < 96) {
                commit(random.nextInt(4) == 0 ? CommitOutcome.DEFERRED : CommitOutcome.COMMITTED);
            } else {
                saw(Event.REVOKED);
                tracker.revoked(partition);
                lives.remove(partition);
            }
            compare(partition);
        }

        /** Everything is assigned, delivered and done in the end, so everything is committed. */
        void finish() {
            for (SourcePartition partition : PARTITIONS) {
                tracker.revoked(partition);
                lives.remove(partition);
                assign(partition);
                Life life = lives.get(partition);
                for (long offset : List.copyOf(
                        truth.get(partition).tailMap(life.position, true).keySet())) {
                    receive(partition, life, offset);
                }
            }
            while (!pending.isEmpty()) {
                Pending last = pending.remove(pending.size() - 1);
                tracker.done(last.ticket);
                done(last);
            }
            commit(CommitOutcome.COMMITTED);
            for (SourcePartition partition : PARTITIONS) {
                check("all is committed", committed.get(partition), new Frontier(lives.get(partition).position, ""));
                check("all was done", truth.get(partition).containsValue(false), false);
            }
        }

        /** By the group's offset, or where someone has moved the group to, or for the first time. */
        private void assign(SourcePartition partition) {
            Frontier before = committed.get(partition);
            if (before != null && random.nextInt(6) == 0) {
                saw(Event.MOVED_BY_HAND);
                named.get(partition).clear();
                long back = Math.max(100, before.offset() - random.nextInt(3));
                before = new Frontier(back, before.metadata());
                committed.put(partition, before);
            }
            long position = before == null ? 100 : before.offset();
            tracker.assigned(partition, position, Optional.ofNullable(before));
            lives.put(partition, new Life(position, before));
        }

        private long next(Life life) {
            int kind = random.nextInt(40);
            if (kind == 0) {
                saw(Event.FAR_HOLE);
                return life.position + Frontier.REACH / 2 + random.nextInt(2 * Frontier.REACH);
            }
            if (kind < 8) {
                saw(Event.HOLE);
                return life.position + random.nextInt(4);
            }
            return life.position;
        }

        private void receive(SourcePartition partition, Life life, long offset) {
            // The log cannot have records where it had none when the offset was passed.
            Long known = truth.get(partition).ceilingKey(life.position);
            long delivered = known == null ? offset : known;
            truth.get(partition).putIfAbsent(delivered, false);
            take(partition, life, delivered);
        }

        private void take(SourcePartition partition, Life life, long offset) {
            Optional<Ticket> ticket = tracker.received(partition, offset);
            Entry entry = life.receive(offset);
            check("must be processed", ticket.isPresent(), entry != null);
            if (entry == null) {
                saw(Event.DONE_BEFORE);
            } else {
                saw(Event.RECEIVED);
                check(
                        "record " + offset + " is taken again",
                        named.get(partition).contains(offset),
                        false);
                pending.add(new Pending(ticket.get(), life, entry));
            }
        }

        private void replay(SourcePartition partition, Life life) {
            if (!life.entries.isEmpty()) {
                List<Long> offsets = List.copyOf(life.entries.keySet());
                saw(Event.REPLAYED);
                named.get(partition).clear();
                take(partition, life, offsets.get(random.nextInt(offsets.size())));
            }
        }

        private void end() {
            if (pending.isEmpty()) {
                return;
            }
            Pending one = pending.remove(random.nextInt(pending.size()));
            check("held", tracker.holds(one.ticket), held(one));
            if (random.nextInt(12) == 0) {
                saw(Event.ABANDONED);
                check(
                        "abandoned",
                        tracker.abandoned(one.ticket),
                        one.life.ends(one.entry, current(one), State.ABANDONED));
            } else {
                boolean counts = done(one);
                check("counts", tracker.done(one.ticket), counts);
                check("counts twice", tracker.done(one.ticket), false);
                saw(counts ? Event.DONE : Event.LATE);
            }
        }

        private boolean done(Pending one) {
            boolean counts = one.life.ends(one.entry, current(one), State.DONE);
            if (counts) {
                truth.get(one.ticket.partition()).put(one.entry.offset, true);
            }
            return counts;
        }

        private boolean current(Pending one) {
            return lives.get(one.ticket.partition()) == one.life;
        }

        private boolean held(Pending one) {
            return current(one) && one.life.entries.get(one.entry.offset) == one.entry;
        }

        private void commit(CommitOutcome outcome) {
            Map<SourcePartition, Frontier> frontiers = tracker.committable();
            Map<SourcePartition, Frontier> expected = new HashMap<>();
            lives.forEach((partition, life) -> life.news().ifPresent(news -> expected.put(partition, news)));
            check("committable", frontiers, expected);
            tracker.committed(frontiers, outcome);
            if (outcome != CommitOutcome.COMMITTED) {
                saw(Event.COMMIT_FAILED);
                return;
            }
            frontiers.forEach((partition, frontier) -> {
                saw(frontier.metadata().isEmpty() ? Event.COMMITTED : Event.COMMITTED_AHEAD);
                lives.get(partition).committed = frontier;
                committed.put(partition, frontier);
                covers(partition, frontier);
            });
        }

        /** No commit names a record as done that was not. */
        private void covers(SourcePartition partition, Frontier frontier) {
            BitSet ahead = frontier.ahead();
            truth.get(partition).forEach((offset, done) -> {
                long distance = offset - frontier.offset();
                boolean covered = distance < 0 || (distance < Frontier.REACH && ahead.get((int) distance));
                check("record " + offset + " is committed but not done", covered && !done, false);
                if (covered) {
                    named.get(partition).add(offset);
                }
            });
        }

        private void compare(SourcePartition partition) {
            Life life = lives.get(partition);
            long running = life == null
                    ? 0
                    : life.entries.values().stream()
                            .filter(e -> e.state == State.RUNNING)
                            .count();
            check("running", (long) tracker.running(partition), running);
            check("assignment", tracker.assignment(), Set.copyOf(lives.keySet()));
        }

        private void saw(Event event) {
            seen[event.ordinal()]++;
        }

        private void check(String what, Object actual, Object expected) {
            if (!Objects.equals(actual, expected)) {
                throw new AssertionError("seed " + seed + ", " + what + ": " + actual + " instead of " + expected);
            }
        }
    }

    private enum State {
        RUNNING,
        ABANDONED,
        DONE
    }

    private static final class Entry {
        private final long offset;
        private State state;

        Entry(long offset, State state) {
            this.offset = offset;
            this.state = state;
        }
    }

    private record Pending(Ticket ticket, Life life, Entry entry) {}

    /** One assignment: every offset in a sorted map that is searched from its start each time. */
    private static final class Life {
        private final TreeMap<Long, Entry> entries = new TreeMap<>();
        private final Set<Long> doneBefore = new HashSet<>();
        private long position;
        private @Nullable Frontier committed;

        Life(long position, @Nullable Frontier committed) {
            this.position = position;
            this.committed = committed;
            if (committed != null) {
                committed.ahead().stream().forEach(bit -> doneBefore.add(position + bit));
            }
        }

        @Nullable
        Entry receive(long offset) {
            if (offset < position) {
                entries.tailMap(offset, true).clear();
                doneBefore.clear();
            }
            position = offset + 1;
            boolean done = doneBefore.contains(offset);
            Entry entry = new Entry(offset, done ? State.DONE : State.RUNNING);
            entries.put(offset, entry);
            return done ? null : entry;
        }

        boolean ends(Entry entry, boolean current, State state) {
            boolean counts = current && entries.get(entry.offset) == entry && entry.state == State.RUNNING;
            if (counts) {
                entry.state = state;
            }
            return counts;
        }

        Optional<Frontier> news() {
            long offset = entries.values().stream()
                    .filter(entry -> entry.state != State.DONE)
                    .mapToLong(entry -> entry.offset)
                    .findFirst()
                    .orElse(position);
            BitSet ahead = new BitSet();
            entries.tailMap(offset, true).forEach((o, entry) -> {
                if (entry.state == State.DONE && o - offset < Frontier.REACH) {
                    ahead.set((int) (o - offset));
                }
            });
            doneBefore.stream().filter(o -> o >= position).forEach(o -> ahead.set((int) (o - offset)));
            Frontier frontier = Frontier.of(offset, ahead);
            boolean news = committed == null
                    || offset > committed.offset()
                    || (offset == committed.offset() && !frontier.equals(committed));
            return news ? Optional.of(frontier) : Optional.empty();
        }
    }
}
