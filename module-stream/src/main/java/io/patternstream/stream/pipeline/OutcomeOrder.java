/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lets the outcomes of records that have an order pass one after the other: the next is published when all outputs of the one
 * before are acknowledged. Batches are not bound by it; an outcome that is early waits. So readers that drop duplicates see the
 * outputs of one lane in the order of its records, whatever is tried again, and whichever instance goes on in between.
 *
 * <p>Where a record is given up, those behind it are given up as well, until the partition is assigned again. Thread-safe;
 * tells nobody anything while it holds its lock.
 */
public final class OutcomeOrder {
    private static final Payload WHOLE_PARTITION = Payload.wrap(new byte[0]);

    private final Ordering ordering;
    private final Object lock = new Object();
    private final Map<SourcePartition, Assignment> assignments = new HashMap<>();

    private OutcomeOrder(Ordering ordering) {
        this.ordering = ordering;
    }

    /**
     * Creates an order without records.
     *
     * @param ordering which records have one
     * @return the order
     */
    public static OutcomeOrder create(Ordering ordering) {
        return new OutcomeOrder(ordering);
    }

    /**
     * Gives a record its place behind those that came before. One thread at a time for each partition.
     *
     * @param record the record
     * @param epoch which assignment of its partition it belongs to; there is no order between assignments
     * @param publication makes what publishes its outcome, given what to run when all of it is acknowledged or given up
     * @return what to give to the pipeline
     */
    public Completion enter(ImageRecord record, long epoch, Function<Runnable, Completion> publication) {
        Payload key = ordering == Ordering.KEY ? record.key() : WHOLE_PARTITION;
        if (ordering == Ordering.NONE || key == null) {
            return publication.apply(() -> {});
        }
        synchronized (lock) {
            Place place = new Place(assignment(record.id().source(), epoch).lane(key), publication);
            place.lane.places.add(place);
            place.doomed = place.lane.broken;
            return place;
        }
    }

    /** {@return lanes that are kept: those with records in them, and those where records were given up} */
    int lanes() {
        synchronized (lock) {
            return assignments.values().stream()
                    .mapToInt(assignment -> assignment.lanes.size())
                    .sum();
        }
    }

    private Assignment assignment(SourcePartition source, long epoch) {
        Assignment present = assignments.get(source);
        if (present == null || present.epoch != epoch) {
            present = new Assignment(epoch);
            assignments.put(source, present); // records of an earlier one keep their lanes, but nothing joins them
        }
        return present;
    }

    /** Publishes what may go now. One thread does so for a lane; what others change meanwhile it sees before it leaves. */
    private void advance(Lane lane) {
        synchronized (lock) {
            if (lane.advancing) {
                return;
            }
            lane.advancing = true;
        }
        Runnable next = next(lane);
        while (next != null) {
            next.run();
            next = next(lane);
        }
    }

    private @Nullable Runnable next(Lane lane) {
        synchronized (lock) {
            while (!lane.places.isEmpty() && lane.places.element().settled) {
                lane.places.remove();
            }
            Place head = lane.places.peek();
            if (head == null && !lane.broken) {
                lane.assignment.lanes.remove(lane.key, lane);
            }
            Outcome outcome = head == null ? null : head.outcome;
            if (head == null || outcome == null) {
                lane.advancing = false;
                return null;
            }
            head.outcome = null;
            return () -> head.publication.completed(outcome);
        }
    }

    /** The lanes of one assignment of a partition. */
    private static final class Assignment {
        private final long epoch;
        private final Map<Payload, Lane> lanes = new HashMap<>();

        Assignment(long epoch) {
            this.epoch = epoch;
        }

        Lane lane(Payload key) {
            return lanes.computeIfAbsent(key, name -> new Lane(this, name));
        }
    }

    /** Records that have an order, in that order. */
    private static final class Lane {
        private final Assignment assignment;
        private final Payload key;
        private final Deque<Place> places = new ArrayDeque<>();
        private boolean advancing;
        private boolean broken;

        Lane(Assignment assignment, Payload key) {
            this.assignment = assignment;
            this.key = key;
        }

        /** Dooms the records behind one that is given up; returns those that have an outcome already. */
        List<Place> breakBehind(Place gone) {
            broken = true;
            List<Place> early = new ArrayList<>();
            boolean behind = false;
            for (Place place : places) {
                if (behind && !place.doomed) {
                    place.doomed = true;
                    if (place.outcome != null) {
                        place.outcome = null;
                        early.add(place);
                    }
                }
                behind = behind || place == gone;
            }
            return early;
        }
    }

    /** One record in its lane. */
    private final class Place implements Completion {
        private final Lane lane;
        private final Completion publication;
        /** What waits for its turn; null before there is one, and once it is published. */
        private @Nullable Outcome outcome;

        private boolean doomed;
        private boolean settled;

        Place(Lane lane, Function<Runnable, Completion> publication) {
            this.lane = lane;
            this.publication = publication.apply(this::settled);
        }

        @Override
        public void completed(Outcome result) {
            boolean giveUp;
            synchronized (lock) {
                giveUp = doomed;
                outcome = giveUp ? null : result;
            }
            if (giveUp) {
                publication.abandoned();
            } else {
                advance(lane);
            }
        }

        @Override
        public void abandoned() {
            List<Place> early;
            synchronized (lock) {
                early = lane.breakBehind(this);
            }
            publication.abandoned();
            early.forEach(place -> place.publication.abandoned());
        }

        /** All outputs are acknowledged, or the record is given up. */
        private void settled() {
            synchronized (lock) {
                settled = true;
            }
            advance(lane);
        }
    }
}
