/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

/** Where arrays of a plan lie. Its steps are numbered through all sections; the planner gives it an address once all are known. */
final class Storage {
    private final long bytes;
    private int first = Integer.MAX_VALUE;
    private int last = -1;
    private boolean kept;
    private long address;

    Storage(long bytes) {
        this.bytes = bytes;
    }

    /** {@return memory that is there already} */
    static Storage at(long address) {
        Storage storage = new Storage(0);
        storage.address = address;
        return storage;
    }

    /** Notes that a step reads or writes it. */
    void usedBy(int step) {
        first = Math.min(first, step);
        last = Math.max(last, step);
    }

    /** Notes that its contents outlive its section. */
    void keep() {
        kept = true;
    }

    boolean isKept() {
        return kept;
    }

    boolean isFixed() {
        return address != 0;
    }

    long bytes() {
        return bytes;
    }

    int first() {
        return kept ? 0 : first;
    }

    int last() {
        return kept ? Integer.MAX_VALUE : last;
    }

    /** Notes that it is read in a later section than it is written in. */
    void keepFromThere() {
        last = Integer.MAX_VALUE;
    }

    void place(long where) {
        address = where;
    }

    long address() {
        return address;
    }
}
