/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.demo;

import java.util.random.RandomGenerator;

/** How images change when a training stream drifts. Immutable, thread-safe. */
public enum DriftKind {
    /** All pixels become lighter, by up to 40 % of the range; what would be lighter than white is white. */
    BRIGHTNESS,
    /** All pixels come closer to the middle grey, by up to 70 % of their distance. */
    CONTRAST,
    /** Each sample gets Gaussian noise, with a standard deviation of up to 25 % of the range. */
    NOISE,
    /** More and more images are negatives, in the end all. */
    INVERSION;

    private static final double WHITE = 255;
    private static final double LIGHTER = 0.4 * WHITE;
    private static final double FLATTER = 0.7;
    private static final double DEVIATION = 0.25 * WHITE;

    /**
     * Changes the samples of one image.
     *
     * @param samples of 8 bits without sign, in any order; are overwritten
     * @param strength 0 (as they are) to 1
     * @param random draws whatever is left to chance
     */
    void change(byte[] samples, double strength, RandomGenerator random) {
        boolean negative = this == INVERSION && random.nextDouble() < strength;
        for (int i = 0; i < samples.length; i++) {
            double value = Byte.toUnsignedInt(samples[i]);
            double changed =
                    switch (this) {
                        case BRIGHTNESS -> value + strength * LIGHTER;
                        case CONTRAST -> value + strength * FLATTER * (WHITE / 2 - value);
                        case NOISE -> value + strength * DEVIATION * random.nextGaussian();
                        case INVERSION -> negative ? WHITE - value : value;
                    };
            samples[i] = (byte) Math.round(Math.max(0, Math.min(WHITE, changed)));
        }
    }
}
