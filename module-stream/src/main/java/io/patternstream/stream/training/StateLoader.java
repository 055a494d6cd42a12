/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.training;

import io.patternstream.api.pattern.PatternLearner;
import io.patternstream.stream.metrics.StateLoad;
import io.patternstream.stream.pipeline.SourcePartition;
import io.patternstream.stream.state.StateDamagedException;
import io.patternstream.stream.state.StateRef;
import io.patternstream.stream.state.StateStore;
import io.patternstream.stream.state.StateStoreException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Claims a training partition and decides where its fold begins: with a stored state, or anew. One thread at a time. */
public final class StateLoader {
    private final StateStore store;
    private final Learners learners;
    private final boolean goOnWithoutLost;

    private StateLoader(StateStore store, Learners learners, boolean goOnWithoutLost) {
        this.store = store;
        this.learners = learners;
        this.goOnWithoutLost = goOnWithoutLost;
    }

    /**
     * Creates a loader.
     *
     * @param store keeps the states
     * @param learners reads them
     * @param goOnWithoutLost whether to go on where records have expired before they were folded in
     * @return the loader
     */
    public static StateLoader of(StateStore store, Learners learners, boolean goOnWithoutLost) {
        return new StateLoader(store, learners, goOnWithoutLost);
    }

    /**
     * What the topic says of a partition.
     *
     * @param topicId tells the topic from others of its name
     * @param begin its first offset
     * @param end the offset behind its last record
     */
    public record Extent(String topicId, long begin, long end) {}

    /**
     * Where a fold begins.
     *
     * @param how how the state was found
     * @param epoch the claim
     * @param state what it begins with
     * @param clock dates the learner's snapshots
     * @param remarks one line for people on everything that is not as usual
     * @param stopped whether it must not go on before somebody has decided
     */
    public record Start(
            StateLoad how, long epoch, TrainingState state, RecordClock clock, List<String> remarks, boolean stopped) {
        /** Copies. */
        public Start {
            remarks = List.copyOf(remarks);
        }
    }

    /**
     * Claims a partition and finds its state.
     *
     * @param partition the partition
     * @param extent what the topic has of it now
     * @return where to begin
     * @throws StateStoreException if the store cannot be used now
     */
    public Start load(SourcePartition partition, Extent extent) {
        long epoch = store.claim(partition);
        List<String> remarks = new ArrayList<>();
        StateLoad how = StateLoad.NONE;
        for (StateRef ref : store.list(partition)) {
            RecordClock clock = RecordClock.at(Instant.EPOCH);
            try (StateStore.Stored stored = store.open(ref)) {
                TrainingState state = learners.read(stored.in(), stored.size(), clock);
                return judge(new Found(epoch, state, clock, how == StateLoad.DAMAGED), extent, remarks);
            } catch (OtherModelException e) {
                remarks.add(e.getMessage() + ": " + partition + " is folded anew from its beginning");
                return anew(StateLoad.OTHER_MODEL, epoch, partition, extent, remarks);
            } catch (IOException e) {
                throw new StateStoreException("a state of " + partition + " cannot be read: " + e.getMessage(), e);
            } catch (RuntimeException e) {
                if (e instanceof StateStoreException && !(e instanceof StateDamagedException)) {
                    throw e;
                }
                how = StateLoad.DAMAGED;
                remarks.add(String.valueOf(e.getMessage()));
            }
        }
        if (how == StateLoad.DAMAGED) {
            remarks.add("no state of " + partition + " is whole: it is folded anew, without the " + extent.begin()
                    + " records that have expired");
        }
        return anew(how, epoch, partition, extent, remarks);
    }

    private record Found(long epoch, TrainingState state, RecordClock clock, boolean second) {}

    private Start judge(Found found, Extent extent, List<String> remarks) {
        StateHeader header = found.state().header();
        SourcePartition partition = header.source();
        if (!header.topicId().equals(extent.topicId())) {
            remarks.add("the state of " + partition + " belongs to an earlier topic of this name (id "
                    + header.topicId() + ", now " + extent.topicId() + "): the new one is folded from its beginning");
            return anew(StateLoad.RECREATED, found.epoch(), partition, extent, remarks);
        }
        if (header.next() > extent.end()) {
            remarks.add("the state of " + partition + " holds records up to offset " + header.next()
                    + ", but the topic ends at " + extent.end() + ": Kafka has lost records; it is folded anew");
            return anew(StateLoad.TRUNCATED, found.epoch(), partition, extent, remarks);
        }
        if (header.next() < extent.begin()) {
            return expired(found, extent, remarks);
        }
        StateLoad how = found.second() ? StateLoad.PREVIOUS : StateLoad.RESTORED;
        return new Start(how, found.epoch(), found.state(), found.clock(), remarks, false);
    }

    private Start expired(Found found, Extent extent, List<String> remarks) {
        StateHeader header = found.state().header();
        long lost = extent.begin() - header.next();
        String gap = "records " + header.next() + " to " + (extent.begin() - 1) + " of " + header.source()
                + " have expired before they were folded in";
        if (!goOnWithoutLost) {
            remarks.add(gap + ": it is not folded any further; set patterns.lost-records: continue to go on without"
                    + " them, or delete its state to begin anew");
            return new Start(StateLoad.EXPIRED, found.epoch(), found.state(), found.clock(), remarks, true);
        }
        remarks.add(gap + "; going on without them");
        StateHeader after = new StateHeader(
                header.source(), header.topicId(), extent.begin(), header.newest(), header.lost() + lost);
        TrainingState state = new TrainingState(after, found.state().learner());
        return new Start(StateLoad.EXPIRED, found.epoch(), state, found.clock(), remarks, false);
    }

    private Start anew(StateLoad how, long epoch, SourcePartition partition, Extent extent, List<String> remarks) {
        RecordClock clock = RecordClock.at(Instant.EPOCH);
        PatternLearner learner = learners.begin(clock);
        StateHeader header = new StateHeader(partition, extent.topicId(), extent.begin(), Instant.EPOCH, 0);
        return new Start(how, epoch, new TrainingState(header, learner), clock, remarks, false);
    }
}
