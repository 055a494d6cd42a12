/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.spi;

/** Weights and biases of a layer, read when a backend prepares them. Immutable, any thread. */
public interface Coefficients {

    /** {@return what identifies the values: two of one model with equal keys are equal, so a backend prepares them once} */
    Object key();

    /**
     * Returns one weight.
     *
     * @param index position in C order of {@code [O, I/groups, kH, kW]} or {@code [O, I]}
     * @return the weight, float64
     */
    double weight(int index);

    /**
     * Copies weights that lie side by side.
     *
     * @param from position of the first in C order
     * @param target receives as many as it holds
     */
    default void weights(int from, double[] target) {
        for (int i = 0; i < target.length; i++) {
            target[i] = weight(from + i);
        }
    }

    /** {@return whether it is known that no weight and no bias is below 0} */
    default boolean nonNegative() {
        return false;
    }

    /** {@return whether it is known that no weight and no bias is below that of the model's own layer} */
    default boolean dominates() {
        return false;
    }

    /** {@return a copy of the biases, {@code [O]}, float64} */
    double[] bias();
}
