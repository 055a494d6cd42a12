/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Knows what is done of each assigned partition, which is what may be committed: up to where without a gap, and what beyond.
 * Offsets are names, not numbers to calculate with: markers and compaction leave holes.
 *
 * <p>Each assignment of a partition has its own epoch; what arrives late for an earlier one is ignored. Receiving and finishing
 * an offset cost O(1), amortised. One thread at a time: the poll thread.
 */
public final class OffsetTracker {
    private static final int FULL_OFFSETS = Frontier.REACH / 2;
    private static final int FULL_RECORDS = 4 * Frontier.REACH;

    private final Map<SourcePartition, Progress> partitions = new HashMap<>();
    private long lastEpoch;

    private OffsetTracker() {}

    /** {@return a tracker without partitions} */
    public static OffsetTracker create() {
        return new OffsetTracker();
    }

    /**
     * Begins an assignment.
     *
     * @param partition the partition
     * @param position the next offset that will be read
     * @param committed what is committed so far; empty if nothing is, and then the position itself is to be committed, so that a
     *     restart before the first record does not skip what arrived meanwhile
     */
    public void assigned(SourcePartition partition, long position, Optional<Frontier> committed) {
        partitions.put(partition, new Progress(++lastEpoch, position, committed));
    }

    /**
     * Ends an assignment; what is done later for it is ignored.
     *
     * @param partition the partition
     */
    public void revoked(SourcePartition partition) {
        partitions.remove(partition);
    }

    /** {@return the partitions assigned now} */
    public Set<SourcePartition> assignment() {
        return Set.copyOf(partitions.keySet());
    }

    /**
     * Notes that an offset was delivered. One that is not larger than those before means that the log is read again from there:
     * what was received from there on is forgotten.
     *
     * @param partition an assigned partition
     * @param offset the offset
     * @return what to give to {@link #done}; empty if whoever had the partition before has done it, and then it must not be
     *     processed again
     */
    public Optional<Ticket> received(SourcePartition partition, long offset) {
        Progress progress = partitions.get(partition);
        if (progress == null) {
            throw new IllegalStateException("partition " + partition + " is not assigned");
        }
        if (offset < progress.position) {
            progress.replay(++lastEpoch, offset);
        }
        boolean done = progress.doneBefore(offset);
        progress.position = offset + 1;
        long place = progress.window.add(offset, progress.epoch, done);
        return done ? Optional.empty() : Optional.of(new Ticket(partition, progress.epoch, place));
    }

    /**
     * Notes where the consumer stands, so that markers at the end do not look like a backlog.
     *
     * @param partition a partition
     * @param position the next offset that will be read
     */
    public void position(SourcePartition partition, long position) {
        Progress progress = partitions.get(partition);
        if (progress != null) {
            progress.position = Math.max(progress.position, position);
        }
    }

    /**
     * Notes that all outputs of a record are acknowledged.
     *
     * @param ticket what {@link #received} returned
     * @return false if its assignment is over, it was to be read again, or it has ended before
     */
    public boolean done(Ticket ticket) {
        return end(ticket, true);
    }

    /**
     * Notes that a record was given up: it is not done as long as the assignment lasts.
     *
     * @param ticket what {@link #received} returned
     * @return false if its assignment is over, it was to be read again, or it has ended before
     */
    public boolean abandoned(Ticket ticket) {
        return end(ticket, false);
    }

    /**
     * Tells whether a record is still of concern: its assignment lasts, and nothing beyond it is committed.
     *
     * @param ticket what {@link #received} returned
     * @return whether it is
     */
    public boolean holds(Ticket ticket) {
        Progress progress = partitions.get(ticket.partition());
        return progress != null && progress.window.holds(ticket.place(), ticket.epoch());
    }

    /**
     * Tells whether a commit can name a record as done.
     *
     * @param ticket of a record that {@link #holds held} is true for
     * @return false if it is so far beyond the frontier that the metadata does not reach it
     */
    public boolean nameable(Ticket ticket) {
        Progress progress = partitions.get(ticket.partition());
        return progress != null
                && progress.window.offset(ticket.place()) - progress.window.frontier(progress.position)
                        < Frontier.REACH;
    }

    /**
     * Tells whether to read no more of a partition for now, because one of its records lasts while others are done.
     *
     * @param partition a partition
     * @return whether it is far ahead of its frontier
     */
    public boolean farAhead(SourcePartition partition) {
        Progress progress = partitions.get(partition);
        return progress != null
                && (progress.position - progress.window.frontier(progress.position) >= FULL_OFFSETS
                        || progress.window.size() >= FULL_RECORDS);
    }

    /**
     * Counts the offsets between what is committed and what will be read next.
     *
     * @param partition a partition
     * @return an upper bound of its records that a restart would read again; 0 if it is not assigned
     */
    public long uncommitted(SourcePartition partition) {
        Progress progress = partitions.get(partition);
        return progress == null || progress.committed == null
                ? 0
                : Math.max(0, progress.position - progress.committed.offset());
    }

    /**
     * Counts what is running.
     *
     * @param partition a partition
     * @return its records received and neither done nor given up; 0 if it is not assigned
     */
    public int running(SourcePartition partition) {
        Progress progress = partitions.get(partition);
        return progress == null ? 0 : progress.window.running();
    }

    /** {@return per partition what to commit, where it is ahead of what is committed} */
    public Map<SourcePartition, Frontier> committable() {
        Map<SourcePartition, Frontier> frontiers = new HashMap<>();
        partitions.forEach((partition, progress) -> {
            Frontier frontier = progress.frontier();
            if (progress.news(frontier)) {
                frontiers.put(partition, frontier);
            }
        });
        return frontiers;
    }

    /**
     * Notes how a commit ended; anything but success changes nothing.
     *
     * @param frontiers what was to be committed
     * @param outcome how it ended
     */
    public void committed(Map<SourcePartition, Frontier> frontiers, CommitOutcome outcome) {
        if (outcome != CommitOutcome.COMMITTED) {
            return;
        }
        frontiers.forEach((partition, frontier) -> {
            Progress progress = partitions.get(partition);
            if (progress != null) {
                progress.committed = frontier;
                progress.window.forgetBelow(frontier.offset());
            }
        });
    }

    private boolean end(Ticket ticket, boolean done) {
        Progress progress = partitions.get(ticket.partition());
        if (progress == null || !progress.window.running(ticket.place(), ticket.epoch())) {
            return false;
        }
        progress.window.end(ticket.place(), done);
        return true;
    }

    private static final class Progress {
        private final OffsetWindow window = new OffsetWindow();
        private long epoch;
        private long position;
        private @Nullable Frontier committed;
        /** What the one before has done beyond the offset that it committed. */
        private final long base;

        private final BitSet doneBefore;

        Progress(long epoch, long position, Optional<Frontier> committed) {
            this.epoch = epoch;
            this.position = position;
            this.committed = committed.orElse(null);
            this.base = position;
            this.doneBefore = committed
                    .filter(frontier -> frontier.offset() == position)
                    .map(Frontier::ahead)
                    .orElseGet(BitSet::new);
        }

        boolean doneBefore(long offset) {
            long distance = offset - base;
            return distance >= 0 && distance < Frontier.REACH && doneBefore.get((int) distance);
        }

        /** Where a log is read again, it may hold other records than before. */
        void replay(long newEpoch, long offset) {
            epoch = newEpoch;
            position = offset;
            window.forgetFrom(offset);
            doneBefore.clear();
        }

        /** What the one before has done and was not read since stays named, or a third one would do it again. */
        Frontier frontier() {
            long offset = window.frontier(position);
            BitSet ahead = window.ahead();
            for (int bit = doneBefore.nextSetBit((int) Math.min(position - base, Frontier.REACH));
                    bit >= 0;
                    bit = doneBefore.nextSetBit(bit + 1)) {
                ahead.set((int) (base + bit - offset));
            }
            return Frontier.of(offset, ahead);
        }

        boolean news(Frontier frontier) {
            return committed == null
                    || frontier.offset() > committed.offset()
                    || (frontier.offset() == committed.offset()
                            && !frontier.metadata().equals(committed.metadata()));
        }
    }
}
