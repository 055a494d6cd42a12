/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

/**
 * Counts what has been received and is not yet done. It never refuses: a consumer cannot give records back, so it asks
 * {@link #full()} before it reads more. Full at either limit, no longer full when both counts are at or below half of it.
 * Thread-safe.
 */
public final class InFlightLimiter {
    private final int maxRecords;
    private final long maxBytes;
    private int records;
    private long bytes;
    private boolean full;

    private InFlightLimiter(int maxRecords, long maxBytes) {
        if (maxRecords < 1 || maxBytes < 1) {
            throw new IllegalArgumentException(
                    "limits of " + maxRecords + " records and " + maxBytes + " bytes must be positive");
        }
        this.maxRecords = maxRecords;
        this.maxBytes = maxBytes;
    }

    /**
     * Creates a limiter with nothing in flight.
     *
     * @param maxRecords high-water mark of records, at least 1
     * @param maxBytes high-water mark of bytes, at least 1
     * @return the limiter
     */
    public static InFlightLimiter create(int maxRecords, long maxBytes) {
        return new InFlightLimiter(maxRecords, maxBytes);
    }

    /**
     * Counts one record in.
     *
     * @param size the bytes that it holds until it is done
     */
    public synchronized void acquire(long size) {
        records++;
        bytes += size;
        full = full || records >= maxRecords || bytes >= maxBytes;
    }

    /**
     * Counts one record out.
     *
     * @param size its bytes, as they were counted in
     */
    public synchronized void release(long size) {
        if (records == 0 || bytes < size) {
            throw new IllegalStateException("a record of " + size + " bytes is released, but " + records
                    + " records of " + bytes + " bytes are in flight");
        }
        records--;
        bytes -= size;
        full = full && (records > maxRecords / 2 || bytes > maxBytes / 2);
    }

    /** {@return whether no more should be read now} */
    public synchronized boolean full() {
        return full;
    }

    /** {@return records in flight} */
    public synchronized int records() {
        return records;
    }

    /** {@return bytes in flight} */
    public synchronized long bytes() {
        return bytes;
    }
}
