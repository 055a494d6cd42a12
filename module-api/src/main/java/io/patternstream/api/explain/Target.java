/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.explain;

/** Which logits of one sample are explained. */
public sealed interface Target {

    /** The largest logit; the first of equal ones. */
    record MaxOutput() implements Target {
        @Override
        public String toString() {
            return "max_output";
        }
    }

    /**
     * One class.
     *
     * @param index from 0
     */
    record ClassIndex(int index) implements Target {
        /** Refuses negative indices. */
        public ClassIndex {
            if (index < 0) {
                throw new ExplainException(ErrorType.INVALID_TARGET, "target class " + index + " is negative");
            }
        }

        @Override
        public String toString() {
            return Integer.toString(index);
        }
    }

    /** Every logit: the superposition of all classes. */
    record None() implements Target {
        @Override
        public String toString() {
            return "none";
        }
    }

    /**
     * Reads a target.
     *
     * @param text {@code max_output}, {@code none} or a class index
     * @return the target
     * @throws ExplainException of type {@link ErrorType#INVALID_TARGET} for anything else
     */
    static Target parse(String text) {
        String stripped = text.strip();
        if ("max_output".equalsIgnoreCase(stripped)) {
            return new MaxOutput();
        }
        if ("none".equalsIgnoreCase(stripped)) {
            return new None();
        }
        try {
            return new ClassIndex(Integer.parseInt(stripped));
        } catch (NumberFormatException e) {
            throw new ExplainException(
                    ErrorType.INVALID_TARGET, "target '" + text + "' is neither max_output, none nor a class index", e);
        }
    }
}
