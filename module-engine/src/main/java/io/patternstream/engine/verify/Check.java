/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.verify;

import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.explain.ExplainException;
import java.util.function.DoubleSupplier;
import java.util.function.Function;

/**
 * One invariant as it can be checked on any model. Stateless.
 *
 * @param invariant its number
 * @param what should hold
 * @param tolerance largest deviation in float32
 * @param measure compares
 */
record Check(int invariant, String what, double tolerance, Function<Subject, Measurement> measure) {
    /** For results that must be the same bits. */
    static final double EXACT = 0;

    Finding of(Subject subject) {
        try {
            Measurement measured = measure.apply(subject);
            if (!measured.reason.isEmpty()) {
                return new Finding(
                        invariant, what, Finding.Verdict.NOT_APPLICABLE, Double.NaN, tolerance, measured.reason);
            }
            boolean holds = measured.deviation <= tolerance;
            return new Finding(
                    invariant,
                    what,
                    holds ? Finding.Verdict.OK : Finding.Verdict.FAILED,
                    measured.deviation,
                    tolerance,
                    holds ? "" : measured.where);
        } catch (ExplainException e) {
            boolean cannot = e.type() == ErrorType.UNSUPPORTED_LAYER;
            return new Finding(
                    invariant,
                    what,
                    cannot ? Finding.Verdict.NOT_APPLICABLE : Finding.Verdict.FAILED,
                    Double.NaN,
                    tolerance,
                    String.valueOf(e.getMessage()));
        }
    }

    /**
     * What a check has measured.
     *
     * @param deviation the largest
     * @param where the method or layer that it was measured on
     * @param reason why nothing was measured; empty where something was
     */
    record Measurement(double deviation, String where, String reason) {
        static Measurement of(double deviation, String where) {
            return new Measurement(deviation, where, "");
        }

        /** A method that cannot explain the model proves nothing and disproves nothing. */
        static Measurement where(String method, DoubleSupplier deviation) {
            try {
                return of(deviation.getAsDouble(), method);
            } catch (ExplainException e) {
                if (e.type() == ErrorType.UNSUPPORTED_LAYER) {
                    return of(0, "");
                }
                throw e;
            }
        }

        static Measurement notApplicable(String reason) {
            return new Measurement(Double.NaN, "", reason);
        }

        /** The larger of two; NaN is the largest of all. */
        Measurement or(Measurement other) {
            return other.deviation > deviation || Double.isNaN(other.deviation) ? other : this;
        }
    }
}
