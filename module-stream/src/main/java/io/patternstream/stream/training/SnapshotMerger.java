/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.training;

import io.patternstream.api.pattern.PatternLearner;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.stream.pipeline.SourcePartition;
import io.patternstream.stream.state.StateRef;
import io.patternstream.stream.state.StateStore;
import io.patternstream.stream.state.StateStoreException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Makes snapshots of what all partitions have learned: takes each one's newest state from the store, whoever wrote it, and
 * merges them in the order of the partitions. So a snapshot depends on its offsets only, not on who folded what when. Only the
 * instance that has partition 0 does this. One thread at a time.
 */
public final class SnapshotMerger {
    private final Parts parts;
    private List<StateRef> last = List.of();

    private SnapshotMerger(Parts parts) {
        this.parts = parts;
    }

    /**
     * Creates a merger.
     *
     * @param parts what it is made of
     * @return the merger
     */
    public static SnapshotMerger create(Parts parts) {
        return new SnapshotMerger(parts);
    }

    /** Takes snapshots. */
    @FunctionalInterface
    public interface Publisher {
        /**
         * Publishes a snapshot.
         *
         * @param snapshot the snapshot
         * @param topicId the training topic's id
         * @return whether that is done with, published or refused for good; if not, it is tried again
         */
        boolean publish(PatternSnapshot snapshot, String topicId);
    }

    /**
     * What a merger is made of.
     *
     * @param store keeps the states of all instances
     * @param learners reads and merges them
     * @param latest the newest snapshot that was published
     * @param publisher takes new ones
     */
    public record Parts(
            StateStore store, Learners learners, Supplier<Optional<SnapshotManifest>> latest, Publisher publisher) {}

    /**
     * Publishes a snapshot if the states hold more than the newest one does.
     *
     * @param topic the training topic
     * @param partitions how many partitions it has
     * @param topicId its id
     * @param live the state in memory that equals a stored one, if this instance has it
     * @throws StateStoreException if the states cannot be read now
     */
    public void check(String topic, int partitions, String topicId, Function<StateRef, Optional<TrainingState>> live) {
        List<StateRef> refs = new ArrayList<>();
        for (int p = 0; p < partitions; p++) {
            parts.store().list(new SourcePartition(topic, p)).stream()
                    .findFirst()
                    .ifPresent(refs::add);
        }
        if (refs.equals(last)) {
            return;
        }
        List<TrainingState> states = new ArrayList<>();
        for (StateRef ref : refs) {
            state(ref, live)
                    .filter(state -> state.header().topicId().equals(topicId))
                    .ifPresent(states::add);
        }
        Map<String, Long> offsets = offsets(states);
        if (states.isEmpty() || !newer(offsets, topicId) || publish(states, topicId)) {
            last = refs;
        }
    }

    private boolean newer(Map<String, Long> offsets, String topicId) {
        return parts.latest()
                .get()
                .map(latest -> SnapshotManifest.newer(topicId, offsets, latest))
                .orElse(true);
    }

    private boolean publish(List<TrainingState> states, String topicId) {
        return parts.publisher().publish(snapshot(states, parts.learners()), topicId);
    }

    /**
     * Makes the snapshot of what partitions have learned.
     *
     * @param states their states in the order of the partitions, at least one; unchanged
     * @param learners has made their learners
     * @return depends on nothing but the states
     */
    public static PatternSnapshot snapshot(List<TrainingState> states, Learners learners) {
        PatternLearner learner = states.get(0).learner();
        if (states.size() > 1) {
            Instant newest = states.stream()
                    .map(state -> state.header().newest())
                    .max(Instant::compareTo)
                    .orElseThrow();
            learner = learners.merge(states.stream().map(TrainingState::learner).toList(), () -> newest);
        }
        return learner.snapshot(offsets(states));
    }

    private Optional<TrainingState> state(StateRef ref, Function<StateRef, Optional<TrainingState>> live) {
        Optional<TrainingState> mine = live.apply(ref);
        if (mine.isPresent()) {
            return mine;
        }
        try (StateStore.Stored stored = parts.store().open(ref)) {
            return Optional.of(parts.learners().read(stored.in(), stored.size(), RecordClock.at(Instant.EPOCH)));
        } catch (OtherModelException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new StateStoreException("a state of " + ref.partition() + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static Map<String, Long> offsets(List<TrainingState> states) {
        Map<String, Long> offsets = new HashMap<>();
        states.forEach(state ->
                offsets.put(state.header().source().toString(), state.header().next()));
        return offsets;
    }
}
