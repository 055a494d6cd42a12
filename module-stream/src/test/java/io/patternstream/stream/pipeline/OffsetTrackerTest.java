/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OffsetTrackerTest {
    private static final SourcePartition P0 = new SourcePartition("images", 0);
    private static final SourcePartition P1 = new SourcePartition("images", 1);

    private final OffsetTracker tracker = OffsetTracker.create();

    @Test
    void theFrontierStopsAtTheFirstUnfinishedOffsetAndLeapsOverHoles() {
        // Given
        tracker.assigned(P0, 10, OptionalLong.of(10));
        long epoch = tracker.received(P0, 10).getAsLong();
        tracker.received(P0, 14);
        tracker.received(P0, 20);

        // When
        tracker.done(P0, 20, epoch);
        tracker.done(P0, 10, epoch);

        // Then
        assertThat(tracker.committable()).containsExactly(Map.entry(P0, 14L));
        tracker.done(P0, 14, epoch);
        tracker.position(P0, 25);
        assertThat(tracker.committable()).containsExactly(Map.entry(P0, 25L));
    }

    @Test
    void anAssignmentWithoutACommitCommitsItsPosition() {
        // When
        tracker.assigned(P0, 7, OptionalLong.empty());
        tracker.assigned(P1, 7, OptionalLong.of(7));

        // Then
        assertThat(tracker.committable()).containsExactly(Map.entry(P0, 7L));
    }

    @Test
    void lateCompletionsOfAnEarlierAssignmentAreIgnored() {
        // Given
        tracker.assigned(P0, 0, OptionalLong.of(0));
        long old = tracker.received(P0, 0).getAsLong();
        tracker.revoked(P0);
        tracker.assigned(P0, 0, OptionalLong.of(0));
        tracker.received(P0, 0);

        // When
        boolean counted = tracker.done(P0, 0, old);

        // Then
        assertThat(counted).isFalse();
        assertThat(tracker.committable()).isEmpty();
        assertThat(tracker.unfinished(P0)).isEqualTo(1);
    }

    @Test
    void anOffsetInFlightIsNotTakenTwiceButADoneOneIs() {
        // Given
        tracker.assigned(P0, 0, OptionalLong.of(0));
        long epoch = tracker.received(P0, 0).getAsLong();
        tracker.received(P0, 1);
        tracker.done(P0, 0, epoch);

        // When the consumer was sent back to 0
        OptionalLong again = tracker.received(P0, 0);
        OptionalLong inFlight = tracker.received(P0, 1);

        // Then
        assertThat(again).hasValue(epoch);
        assertThat(inFlight).isEmpty();
        tracker.done(P0, 1, epoch);
        assertThat(tracker.committable()).isEmpty();
    }

    @Test
    void receivingForAnUnassignedPartitionIsADefect() {
        assertThatThrownBy(() -> tracker.received(P0, 0)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void randomHistoriesAgreeWithANaiveModel(long seed) {
        // Given
        Random random = new Random(seed);
        Naive naive = new Naive();
        List<Ticket> tickets = new ArrayList<>();
        SourcePartition[] partitions = {P0, P1};
        for (int step = 0; step < 20_000; step++) {
            SourcePartition partition = partitions[random.nextInt(2)];

            // When
            int action = random.nextInt(100);
            if (!naive.assigned(partition)) {
                OptionalLong committed = random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(50);
                tracker.assigned(partition, 50, committed);
                naive.assign(partition, 50, committed);
            } else if (action < 50) {
                long offset = naive.position(partition) + random.nextInt(3) - (action == 0 ? 4 : 0);
                OptionalLong epoch = tracker.received(partition, Math.max(0, offset));
                assertThat(epoch.isPresent()).isEqualTo(naive.receive(partition, Math.max(0, offset)));
                epoch.ifPresent(e -> tickets.add(new Ticket(partition, Math.max(0, offset), e, naive.lives)));
            } else if (action < 90 && !tickets.isEmpty()) {
                Ticket ticket = tickets.remove(random.nextInt(tickets.size()));
                assertThat(tracker.done(ticket.partition, ticket.offset, ticket.epoch))
                        .isEqualTo(naive.done(ticket));
            } else if (action < 97) {
                Map<SourcePartition, Long> offsets = tracker.committable();
                assertThat(offsets).isEqualTo(naive.committable());
                if (random.nextInt(4) != 0) {
                    tracker.committed(offsets);
                    naive.commit(offsets);
                }
            } else if (action < 98) {
                tracker.revoked(partition);
                naive.revoke(partition);
            }

            // Then
            assertThat(tracker.unfinished(partition)).isEqualTo(naive.unfinished(partition));
            assertThat(tracker.committable()).isEqualTo(naive.committable());
        }
    }

    private record Ticket(SourcePartition partition, long offset, long epoch, Map<SourcePartition, Integer> lives) {
        Ticket {
            lives = Map.copyOf(lives);
        }
    }

    /** Every offset ever received in a sorted map, searched from the start each time. */
    private static final class Naive {
        private final Map<SourcePartition, TreeMap<Long, Boolean>> offsets = new HashMap<>();
        private final Map<SourcePartition, Long> positions = new HashMap<>();
        private final Map<SourcePartition, OptionalLong> commits = new HashMap<>();
        private final Map<SourcePartition, Integer> lives = new HashMap<>();

        boolean assigned(SourcePartition p) {
            return offsets.containsKey(p);
        }

        void assign(SourcePartition p, long position, OptionalLong committed) {
            offsets.put(p, new TreeMap<>());
            positions.put(p, position);
            commits.put(p, committed);
            lives.merge(p, 1, Integer::sum);
        }

        void revoke(SourcePartition p) {
            offsets.remove(p);
        }

        long position(SourcePartition p) {
            return positions.get(p);
        }

        boolean receive(SourcePartition p, long offset) {
            if (Boolean.FALSE.equals(offsets.get(p).get(offset))) {
                return false;
            }
            offsets.get(p).put(offset, false);
            positions.put(p, Math.max(positions.get(p), offset + 1));
            return true;
        }

        boolean done(Ticket t) {
            return offsets.containsKey(t.partition)
                    && lives.get(t.partition).equals(t.lives.get(t.partition))
                    && Boolean.FALSE.equals(offsets.get(t.partition).put(t.offset, true));
        }

        int unfinished(SourcePartition p) {
            return offsets.containsKey(p)
                    ? (int) offsets.get(p).values().stream()
                            .filter(done -> !done)
                            .count()
                    : 0;
        }

        Map<SourcePartition, Long> committable() {
            Map<SourcePartition, Long> result = new HashMap<>();
            offsets.forEach((p, all) -> {
                long frontier = all.entrySet().stream()
                        .filter(e -> !e.getValue())
                        .mapToLong(Map.Entry::getKey)
                        .findFirst()
                        .orElse(positions.get(p));
                OptionalLong committed = commits.get(p);
                if (committed.isEmpty() || frontier > committed.getAsLong()) {
                    result.put(p, frontier);
                }
            });
            return result;
        }

        void commit(Map<SourcePartition, Long> map) {
            map.forEach((p, offset) -> commits.put(p, OptionalLong.of(offset)));
        }
    }
}
