/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.verify;

/**
 * What one check has found. Immutable, thread-safe.
 *
 * @param invariant its number in {@code docs/invariants.md}
 * @param what should hold, for people
 * @param verdict whether it does
 * @param observed the largest deviation, in the unit that the check states; NaN where nothing could be compared
 * @param tolerance what it may be
 * @param note why it does not apply or what failed; empty where there is nothing to add
 */
public record Finding(int invariant, String what, Verdict verdict, double observed, double tolerance, String note) {

    /** What came of a check. */
    public enum Verdict {
        /** It holds. */
        OK,
        /** It does not. */
        FAILED,
        /** It says nothing about this model. */
        NOT_APPLICABLE
    }
}
