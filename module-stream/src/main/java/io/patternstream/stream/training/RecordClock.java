/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.training;

import java.time.Instant;
import java.time.InstantSource;

/**
 * Shows the time of the newest record that was folded in: snapshots that it dates depend on nothing but the records. Written by
 * one thread.
 */
public final class RecordClock implements InstantSource {
    private volatile Instant newest;

    private RecordClock(Instant newest) {
        this.newest = newest;
    }

    /**
     * Creates one.
     *
     * @param newest what it shows at first
     * @return the clock
     */
    public static RecordClock at(Instant newest) {
        return new RecordClock(newest);
    }

    /**
     * Moves it on, never back.
     *
     * @param time time of a record
     */
    public void advance(Instant time) {
        if (time.isAfter(newest)) {
            newest = time;
        }
    }

    @Override
    public Instant instant() {
        return newest;
    }
}
