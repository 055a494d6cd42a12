/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The offsets received from one partition and not yet forgotten, ascending, in a ring that grows. A place is the number of an
 * offset in the order of arrival, so each operation finds its entry at once. Not thread-safe.
 */
final class OffsetWindow {
    private static final byte RUNNING = 0;
    private static final byte ABANDONED = 1;
    private static final byte DONE = 2;

    private long[] offsets = new long[64];
    private long[] epochs = new long[64];
    private byte[] states = new byte[64];
    private long first;
    /** The first place that is not done; {@link #next} if there is none. */
    private long frontier;

    private long next;
    private int running;

    /** Adds an offset larger than all others; returns its place. */
    long add(long offset, long epoch, boolean done) {
        if (next - first == offsets.length) {
            grow();
        }
        int index = index(next);
        offsets[index] = offset;
        epochs[index] = epoch;
        states[index] = done ? DONE : RUNNING;
        running += done ? 0 : 1;
        next++;
        advance();
        return next - 1;
    }

    /** Whether the entry is there, and neither done nor given up. */
    boolean running(long place, long epoch) {
        return holds(place, epoch) && states[index(place)] == RUNNING;
    }

    boolean holds(long place, long epoch) {
        return place >= first && place < next && epochs[index(place)] == epoch;
    }

    long offset(long place) {
        return offsets[index(place)];
    }

    /** Ends a running entry. */
    void end(long place, boolean done) {
        states[index(place)] = done ? DONE : ABANDONED;
        running--;
        advance();
    }

    int running() {
        return running;
    }

    int size() {
        return (int) (next - first);
    }

    /** The first offset that is not done; the given one if there is none. */
    long frontier(long otherwise) {
        return frontier < next ? offsets[index(frontier)] : otherwise;
    }

    /** The offsets beyond the frontier that are done, relative to it, as far as the frontier's metadata reaches. */
    BitSet ahead() {
        BitSet bits = new BitSet();
        for (long place = frontier; place < next; place++) {
            long distance = offset(place) - offset(frontier);
            if (distance >= Frontier.REACH) {
                break;
            }
            if (states[index(place)] == DONE) {
                bits.set((int) distance);
            }
        }
        return bits;
    }

    /** Forgets entries at the start that are done and below an offset. */
    void forgetBelow(long offset) {
        while (first < frontier && offset(first) < offset) {
            first++;
        }
    }

    /** Forgets entries at the end from an offset on, whatever their state. */
    void forgetFrom(long offset) {
        while (next > first && offset(next - 1) >= offset) {
            next--;
            running -= states[index(next)] == RUNNING ? 1 : 0;
        }
        frontier = Math.min(frontier, next);
    }

    private void advance() {
        while (frontier < next && states[index(frontier)] == DONE) {
            frontier++;
        }
    }

    private int index(long place) {
        return (int) place & (offsets.length - 1); // the length is a power of two
    }

    private void grow() {
        int length = offsets.length;
        int shift = index(first);
        offsets = grown(offsets, shift, length);
        epochs = grown(epochs, shift, length);
        byte[] old = states;
        states = new byte[2 * length];
        for (int i = 0; i < length; i++) {
            states[(int) (first + i) & (2 * length - 1)] = old[(shift + i) & (length - 1)];
        }
    }

    private long[] grown(long[] old, int shift, int length) {
        long[] grown = Arrays.copyOf(old, 2 * length);
        for (int i = 0; i < length; i++) {
            grown[(int) (first + i) & (2 * length - 1)] = old[(shift + i) & (length - 1)];
        }
        return grown;
    }
}
