/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class OffsetTrackerTest {
    private static final SourcePartition P0 = new SourcePartition("images", 0);
    private static final SourcePartition P1 = new SourcePartition("images", 1);

    private final OffsetTracker tracker = OffsetTracker.create();

    @Test
    void theFrontierStopsAtTheFirstUnfinishedOffsetAndLeapsOverHoles() {
        // Given
        tracker.assigned(P0, 10, committed(10));
        Ticket first = receive(10);
        Ticket second = receive(14);
        Ticket third = receive(20);

        // When
        tracker.done(third);
        tracker.done(first);

        // Then
        assertThat(tracker.committable()).containsExactly(Map.entry(P0, frontier(14, 6)));
        tracker.done(second);
        tracker.position(P0, 25);
        assertThat(tracker.committable()).containsExactly(Map.entry(P0, frontier(25)));
    }

    @Test
    void anAssignmentWithoutACommitCommitsItsPosition() {
        // When
        tracker.assigned(P0, 7, Optional.empty());
        tracker.assigned(P1, 7, committed(7));

        // Then
        assertThat(tracker.committable()).containsExactly(Map.entry(P0, frontier(7)));
    }

    @Test
    void lateCompletionsOfAnEarlierAssignmentAreIgnored() {
        // Given
        tracker.assigned(P0, 0, committed(0));
        Ticket old = receive(0);
        tracker.revoked(P0);
        tracker.assigned(P0, 0, committed(0));
        receive(0);

        // When
        boolean counted = tracker.done(old);

        // Then
        assertThat(counted).isFalse();
        assertThat(tracker.holds(old)).isFalse();
        assertThat(tracker.committable()).isEmpty();
        assertThat(tracker.running(P0)).isEqualTo(1);
    }

    @Test
    void whatIsReadAgainIsDoneAgainAndWhatRanBeforeDoesNotCount() {
        // Given
        tracker.assigned(P0, 0, committed(0));
        Ticket zero = receive(0);
        Ticket one = receive(1);
        Ticket two = receive(2);
        tracker.done(one);

        // When the log is read again from 1
        Ticket again = receive(1);

        // Then
        assertThat(tracker.done(two)).isFalse();
        assertThat(tracker.done(zero)).isTrue();
        assertThat(tracker.committable()).containsExactly(Map.entry(P0, frontier(1)));
        assertThat(tracker.done(again)).isTrue();
        assertThat(tracker.committable()).containsExactly(Map.entry(P0, frontier(2)));
    }

    @Test
    void whatTheOneBeforeHasDoneBeyondItsFrontierIsNotDoneAgain() {
        // Given
        tracker.assigned(P0, 5, Optional.of(frontier(5, 1, 3)));

        // When
        Ticket five = receive(5);
        Optional<Ticket> six = tracker.received(P0, 6);
        Ticket seven = receive(7);
        Optional<Ticket> eight = tracker.received(P0, 8);

        // Then
        assertThat(six).isEmpty();
        assertThat(eight).isEmpty();
        assertThat(tracker.committable()).as("nothing is new").isEmpty();
        tracker.done(seven);
        assertThat(tracker.committable()).containsExactly(Map.entry(P0, frontier(5, 1, 2, 3)));
        tracker.done(five);
        assertThat(tracker.committable()).containsExactly(Map.entry(P0, frontier(9)));
    }

    @Test
    void whatTheOneBeforeHasDoneStaysNamedUntilItIsRead() {
        // Given
        tracker.assigned(P0, 5, Optional.of(frontier(5, 1, 3)));
        Ticket five = receive(5);

        // When: the next commit comes before 6 and 8 are read
        tracker.done(five);

        // Then
        assertThat(tracker.committable()).containsExactly(Map.entry(P0, frontier(6, 0, 2)));
    }

    @Test
    void metadataOfAGroupThatWasMovedByHandIsIgnored() {
        // Given: someone has moved the group from 5 to 3, or the position is not what was committed
        Frontier old = frontier(5, 1);
        tracker.assigned(P0, 3, Optional.of(new Frontier(3, old.metadata())));
        tracker.assigned(P1, 4, Optional.of(old));

        // When
        Optional<Ticket> four = tracker.received(P0, 4);
        Optional<Ticket> six = tracker.received(P1, 6);

        // Then
        assertThat(four).isPresent();
        assertThat(six).isPresent();
    }

    @Test
    void metadataOfOthersIsIgnored() {
        for (String foreign :
                new String[] {"", "x", "v1:5:", "v1:5:*", "v2:5:Ag", "v1:6:Ag", "v1:5:" + "_".repeat(2000)}) {
            assertThat(new Frontier(5, foreign).ahead().isEmpty()).as(foreign).isTrue();
        }
        assertThat(new Frontier(5, "v1:5:Ag").ahead()).isEqualTo(bits(1));
    }

    @Test
    void theMetadataIsBoundedAndAPartitionThatOutrunsItIsFarAhead() {
        // Given a record that lasts, and others of which every second is done
        tracker.assigned(P0, 1L << 60, committed(1L << 60));
        receive(1L << 60);
        Ticket last = null;
        boolean far = false;
        for (long i = 1; i < 20_000; i++) {
            last = receive((1L << 60) + i);
            far = tracker.farAhead(P0);
            assertThat(far).isEqualTo(i + 1 >= Frontier.REACH / 2);
            if (i % 2 == 0) {
                tracker.done(last);
            }
        }

        // When
        Frontier frontier = tracker.committable().get(P0);

        // Then
        assertThat(frontier.metadata()).hasSizeLessThanOrEqualTo(Frontier.MAX_METADATA);
        assertThat(frontier.ahead().cardinality()).isEqualTo(Frontier.REACH / 2 - 1);
        assertThat(tracker.nameable(last)).isFalse();
    }

    @Test
    void onlyACommitThatSucceededCounts() {
        // Given
        tracker.assigned(P0, 0, committed(0));
        tracker.done(receive(0));
        Map<SourcePartition, Frontier> frontiers = tracker.committable();

        // When
        tracker.committed(frontiers, CommitOutcome.DEFERRED);
        tracker.committed(frontiers, CommitOutcome.REFUSED);

        // Then
        assertThat(tracker.committable()).isEqualTo(frontiers);
        assertThat(tracker.uncommitted(P0)).isEqualTo(1);
        tracker.committed(frontiers, CommitOutcome.COMMITTED);
        assertThat(tracker.committable()).isEmpty();
        assertThat(tracker.uncommitted(P0)).isZero();
    }

    @Test
    void receivingForAnUnassignedPartitionIsADefect() {
        assertThatThrownBy(() -> tracker.received(P0, 0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void finishingCostsTheSameHoweverMuchIsInFlight() {
        // Given: what an operation touches is counted by its time, in turns, so that a loaded machine slows both
        double small = Double.MAX_VALUE;
        double large = Double.MAX_VALUE;

        // When
        for (int round = 0; round < 6; round++) {
            small = Math.min(small, nanosPerRecord(1_000));
            large = Math.min(large, nanosPerRecord(300_000));
        }

        // Then: a search through what is in flight would make it hundreds of times slower; memory that is larger than
        // the
        // caches, some times
        assertThat(large / small).isLessThan(30);
    }

    /** All are received, then all are done, the last first. */
    private static double nanosPerRecord(int records) {
        OffsetTracker fresh = OffsetTracker.create();
        fresh.assigned(P0, 0, Optional.empty());
        Ticket[] tickets = new Ticket[records];
        long begin = System.nanoTime();
        for (int i = 0; i < records; i++) {
            tickets[i] = fresh.received(P0, i).orElseThrow();
        }
        for (int i = records - 1; i >= 0; i--) {
            fresh.done(tickets[i]);
        }
        return (System.nanoTime() - begin) / (double) records;
    }

    private Ticket receive(long offset) {
        return tracker.received(P0, offset).orElseThrow();
    }

    private static Optional<Frontier> committed(long offset) {
        return Optional.of(frontier(offset));
    }

    private static Frontier frontier(long offset, int... ahead) {
        return Frontier.of(offset, bits(ahead));
    }

    private static BitSet bits(int... ahead) {
        BitSet bits = new BitSet();
        for (int bit : ahead) {
            bits.set(bit);
        }
        return bits;
    }
}
