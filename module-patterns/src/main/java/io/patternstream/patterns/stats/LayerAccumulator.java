/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.patterns.stats;

import io.patternstream.api.pattern.LayerMoments;

/**
 * The statistics of one layer, for the rows with {@code y > 0} and those with {@code y <= 0}; all rows are their merge.
 * Mutable; one thread at a time.
 */
public final class LayerAccumulator {
    private final CoMoments positive;
    private final CoMoments negative;

    private LayerAccumulator(CoMoments positive, CoMoments negative) {
        this.positive = positive;
        this.negative = negative;
    }

    /**
     * Creates an empty one.
     *
     * @param neurons number of neurons O
     * @param inputs number of inputs D of one neuron
     * @return statistics of no rows
     */
    public static LayerAccumulator create(int neurons, int inputs) {
        return new LayerAccumulator(CoMoments.create(neurons, inputs), CoMoments.create(neurons, inputs));
    }

    /**
     * Puts one together.
     *
     * @param positive the rows with {@code y > 0}; owned by the result from now on
     * @param negative the rows with {@code y <= 0} of the same neurons; likewise
     * @return their statistics
     */
    public static LayerAccumulator of(CoMoments positive, CoMoments negative) {
        return new LayerAccumulator(positive, negative);
    }

    /**
     * Merges what was observed on one batch.
     *
     * @param batch one sign of this layer
     */
    public void accept(LayerMoments batch) {
        (batch.positive() ? positive : negative).combine(batch);
    }

    /**
     * Merges the statistics of another part of the data.
     *
     * @param other statistics of the same layer; unchanged
     * @return this
     */
    public LayerAccumulator combine(LayerAccumulator other) {
        positive.combine(other.positive);
        negative.combine(other.negative);
        return this;
    }

    /**
     * Lets all rows count less.
     *
     * @param factor 0 to 1
     */
    public void fade(double factor) {
        positive.fade(factor);
        negative.fade(factor);
    }

    /** {@return number of neurons O} */
    public int neurons() {
        return positive.neurons();
    }

    /** {@return number of inputs D of one neuron} */
    public int inputs() {
        return positive.inputs();
    }

    /** {@return the rows with {@code y > 0}; live, not a copy} */
    public CoMoments positive() {
        return positive;
    }

    /** {@return the rows with {@code y <= 0}; live, not a copy} */
    public CoMoments negative() {
        return negative;
    }

    /**
     * Merges both signs of one neuron.
     *
     * @param neuron from 0
     * @return statistics of all its rows, of a layer that has only this neuron
     */
    public CoMoments all(int neuron) {
        return positive.neuron(neuron).combine(negative.neuron(neuron));
    }
}
