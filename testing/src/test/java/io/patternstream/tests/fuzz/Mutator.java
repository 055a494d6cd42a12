/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests.fuzz;

import java.util.random.RandomGenerator;

/** Changes a file a little, so that it is nearly right. */
@FunctionalInterface
interface Mutator {
    /**
     * Makes a new file.
     *
     * @param input what to change; not touched
     * @param other another file of the same kind, to take parts from; not touched
     * @param random where chance comes from
     * @return the new file
     */
    byte[] mutate(byte[] input, byte[] other, RandomGenerator random);

    /** Some number that arithmetic on sizes and positions stumbles over. */
    static long number(RandomGenerator random) {
        return switch (random.nextInt(10)) {
            case 0 -> 0;
            case 1 -> -1;
            case 2 -> random.nextInt(8);
            case 3 -> random.nextInt(256);
            case 4 -> (1L << random.nextInt(63)) + random.nextInt(-1, 2);
            case 5 -> -(1L << random.nextInt(63));
            case 6 -> Integer.MAX_VALUE - random.nextInt(2);
            case 7 -> random.nextInt(30_000, 70_000);
            case 8 -> random.nextBoolean() ? Long.MAX_VALUE : Long.MIN_VALUE;
            default -> random.nextLong();
        };
    }
}
