/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Knows up to where each assigned partition is done without a gap, which is all that may be committed. Offsets are names,
 * not numbers to calculate with: markers and compaction leave holes.
 *
 * <p>Each assignment of a partition has its own epoch; what arrives late for an earlier one is ignored. Receiving and
 * finishing an offset cost O(1). One thread at a time: the poll thread.
 */
public final class OffsetTracker {
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
     * @param committed the offset committed so far; empty if none is, and then the position itself is to be committed, so
     *     that a restart before the first record does not skip what arrived meanwhile
     */
    public void assigned(SourcePartition partition, long position, OptionalLong committed) {
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
     * Notes that an offset was delivered.
     *
     * @param partition an assigned partition
     * @param offset the offset
     * @return the epoch to give to {@link #done}; empty if it is in flight already, and then it must not be processed again
     */
    public OptionalLong received(SourcePartition partition, long offset) {
        Progress progress = partitions.get(partition);
        if (progress == null) {
            throw new IllegalStateException("partition " + partition + " is not assigned");
        }
        return progress.received(offset) ? OptionalLong.of(progress.epoch) : OptionalLong.empty();
    }

    /**
     * Notes where the consumer stands, so that markers at the end do not look like a backlog.
     *
     * @param partition an assigned partition
     * @param position the next offset that will be read
     */
    public void position(SourcePartition partition, long position) {
        Progress progress = partitions.get(partition);
        if (progress != null) {
            progress.position = Math.max(progress.position, position);
        }
    }

    /**
     * Notes that all outputs of an offset are acknowledged.
     *
     * @param partition its partition
     * @param offset the offset
     * @param epoch what {@link #received} returned
     * @return false if the assignment is over, or the offset was done before
     */
    public boolean done(SourcePartition partition, long offset, long epoch) {
        Progress progress = partitions.get(partition);
        return current(partition, epoch) && progress != null && progress.unfinished.remove(offset);
    }

    /**
     * Tells whether an epoch is the one of the present assignment.
     *
     * @param partition a partition
     * @param epoch what {@link #received} returned
     * @return false if that assignment is over
     */
    public boolean current(SourcePartition partition, long epoch) {
        Progress progress = partitions.get(partition);
        return progress != null && progress.epoch == epoch;
    }

    /**
     * Counts the offsets between what is committed and what will be read next.
     *
     * @param partition a partition
     * @return an upper bound of its records that a restart would read again; 0 if it is not assigned
     */
    public long uncommitted(SourcePartition partition) {
        Progress progress = partitions.get(partition);
        return progress == null ? 0 : Math.max(0, progress.position - progress.committed.orElse(progress.position));
    }

    /**
     * Counts what is in flight.
     *
     * @param partition a partition
     * @return its offsets received and not done; 0 if it is not assigned
     */
    public int unfinished(SourcePartition partition) {
        Progress progress = partitions.get(partition);
        return progress == null ? 0 : progress.unfinished.size();
    }

    /** {@return per partition the offset to commit, where it is ahead of the committed one} */
    public Map<SourcePartition, Long> committable() {
        Map<SourcePartition, Long> offsets = new HashMap<>();
        partitions.forEach((partition, progress) -> {
            long frontier = progress.frontier();
            if (progress.committed.isEmpty() || frontier > progress.committed.getAsLong()) {
                offsets.put(partition, frontier);
            }
        });
        return offsets;
    }

    /**
     * Notes that a commit succeeded.
     *
     * @param offsets what was committed
     */
    public void committed(Map<SourcePartition, Long> offsets) {
        offsets.forEach((partition, offset) -> {
            Progress progress = partitions.get(partition);
            if (progress != null) {
                progress.committed = OptionalLong.of(offset);
            }
        });
    }

    private static final class Progress {
        private final long epoch;
        private long position;
        private OptionalLong committed;
        /** Ascending, so the first is the frontier. */
        private Set<Long> unfinished = new LinkedHashSet<>();

        Progress(long epoch, long position, OptionalLong committed) {
            this.epoch = epoch;
            this.position = position;
            this.committed = committed;
        }

        boolean received(long offset) {
            if (!unfinished.add(offset)) {
                return false;
            }
            if (offset < position) {
                // Delivered again after the log was truncated or someone sought back: rare, so sorting is fine.
                List<Long> sorted = new ArrayList<>(unfinished);
                Collections.sort(sorted);
                unfinished = new LinkedHashSet<>(sorted);
            } else {
                position = offset + 1;
            }
            return true;
        }

        long frontier() {
            return unfinished.isEmpty() ? position : unfinished.iterator().next();
        }
    }
}
