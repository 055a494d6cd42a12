/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

/**
 * An integer of a model's shape arithmetic: so many times the number of samples, plus a fixed part. Lets a reader fold what
 * exporters write for a symbolic batch.
 *
 * @param samples factor of the number of samples
 * @param fixed what does not depend on it
 */
record Extent(long samples, long fixed) {
    /** The number of samples itself. */
    static final Extent BATCH = new Extent(1, 0);

    static Extent of(long fixed) {
        return new Extent(0, fixed);
    }

    Extent plus(Extent other) {
        return new Extent(Math.addExact(samples, other.samples), Math.addExact(fixed, other.fixed));
    }

    Extent minus(Extent other) {
        return new Extent(Math.subtractExact(samples, other.samples), Math.subtractExact(fixed, other.fixed));
    }

    Extent times(Extent other) {
        if (samples != 0 && other.samples != 0) {
            throw new IllegalArgumentException("the square of the number of samples is not a shape");
        }
        long mixed = Math.addExact(Math.multiplyExact(samples, other.fixed), Math.multiplyExact(fixed, other.samples));
        return new Extent(mixed, Math.multiplyExact(fixed, other.fixed));
    }

    /** Integer division as ONNX has it, towards zero. */
    Extent dividedBy(Extent other) {
        if (other.samples != 0
                || other.fixed == 0
                || samples % other.fixed != 0
                || (samples != 0 && fixed % other.fixed != 0)) {
            throw new IllegalArgumentException("cannot divide " + this + " by " + other);
        }
        return new Extent(samples / other.fixed, fixed / other.fixed);
    }

    /** Whether two extents are equal for every number of samples; refuses those that are for some. */
    boolean sameAs(Extent other) {
        Extent difference = minus(other);
        boolean never = difference.samples == 0 || Long.signum(difference.samples) == Long.signum(difference.fixed);
        if (!equals(other) && !never) {
            throw new IllegalArgumentException("whether " + this + " equals " + other + " depends on the batch");
        }
        return equals(other);
    }

    @Override
    public String toString() {
        if (samples == 0) {
            return Long.toString(fixed);
        }
        return (samples == 1 ? "N" : samples + "N") + (fixed == 0 ? "" : (fixed < 0 ? "" : "+") + fixed);
    }
}
