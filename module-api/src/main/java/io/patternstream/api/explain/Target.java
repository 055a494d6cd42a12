/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.explain;

import java.util.Locale;

/** Which logits of one sample are explained. Immutable; the text form is what {@link #parse} reads. */
public sealed interface Target {

    /**
     * Refuses classes that a model does not have.
     *
     * @param classes how many classes the model has
     * @throws ExplainException of type {@link ErrorType#INVALID_TARGET} if it names more or others
     */
    void requireWithin(int classes);

    /** The largest logit; the first of equal ones. */
    record MaxOutput() implements Target {
        @Override
        public void requireWithin(int classes) {
            // every model has a largest logit
        }

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
                throw invalid("target class " + index + " is negative: classes count from 0");
            }
        }

        @Override
        public void requireWithin(int classes) {
            requireClass(this, index, classes);
        }

        @Override
        public String toString() {
            return Integer.toString(index);
        }
    }

    /** Every logit: the superposition of all classes. */
    record None() implements Target {
        @Override
        public void requireWithin(int classes) {
            // every model has all of its logits
        }

        @Override
        public String toString() {
            return "none";
        }
    }

    /**
     * The largest logits together; the first of equal ones come first.
     *
     * @param count how many, at least 1
     */
    record TopK(int count) implements Target {
        /** Refuses less than one. */
        public TopK {
            if (count < 1) {
                throw invalid("target top:" + count + " asks for no class: ask for at least 1");
            }
        }

        @Override
        public void requireWithin(int classes) {
            if (count > classes) {
                throw invalid("target " + this + " asks for more classes than the " + classes + " of the model");
            }
        }

        @Override
        public String toString() {
            return "top:" + count;
        }
    }

    /**
     * One logit minus another: why this class rather than that.
     *
     * @param wanted the class that counts positively, from 0
     * @param other the class that counts negatively, from 0
     */
    record Contrast(int wanted, int other) implements Target {
        /** Refuses negative indices and equal ones, whose difference is 0 whatever the image. */
        public Contrast {
            if (wanted < 0 || other < 0) {
                throw invalid(
                        "target contrast:" + wanted + "," + other + " names a negative class: classes count from 0");
            }
            if (wanted == other) {
                throw invalid(
                        "target contrast:" + wanted + "," + other + " compares a class with itself: name two classes");
            }
        }

        @Override
        public void requireWithin(int classes) {
            requireClass(this, wanted, classes);
            requireClass(this, other, classes);
        }

        @Override
        public String toString() {
            return "contrast:" + wanted + "," + other;
        }
    }

    /**
     * Reads a target, in any case.
     *
     * @param text {@code max_output}, a class index, {@code none}, {@code top:k} or {@code contrast:a,b}
     * @return the target
     * @throws ExplainException of type {@link ErrorType#INVALID_TARGET} for anything else
     */
    static Target parse(String text) {
        String name = text.strip().toLowerCase(Locale.ROOT);
        if ("max_output".equals(name)) {
            return new MaxOutput();
        }
        if ("none".equals(name)) {
            return new None();
        }
        try {
            return numbered(name);
        } catch (NumberFormatException e) {
            throw new ExplainException(
                    ErrorType.INVALID_TARGET,
                    "target '" + text + "' is none of max_output, a class index, none, top:k, contrast:a,b",
                    e);
        }
    }

    private static Target numbered(String name) {
        int colon = name.indexOf(':') + 1;
        if (name.startsWith("top:")) {
            return new TopK(Integer.parseInt(name.substring(colon).strip()));
        }
        if (name.startsWith("contrast:")) {
            String[] classes = name.substring(colon).split(",", 2);
            if (classes.length < 2) {
                throw new NumberFormatException("one class where two are compared");
            }
            return new Contrast(Integer.parseInt(classes[0].strip()), Integer.parseInt(classes[1].strip()));
        }
        return new ClassIndex(Integer.parseInt(name));
    }

    private static void requireClass(Target target, int index, int classes) {
        if (index >= classes) {
            throw invalid("target " + target + " names class " + index
                    + ", which does not exist: the model has classes 0 to " + (classes - 1));
        }
    }

    private static ExplainException invalid(String message) {
        return new ExplainException(ErrorType.INVALID_TARGET, message);
    }
}
