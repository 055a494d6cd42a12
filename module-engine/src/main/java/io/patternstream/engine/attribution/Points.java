/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.rule.Procedure.Path;
import java.util.Random;

/** Computes the points of a path, in float64. Stateless; randomness comes from the path's seed alone. */
final class Points {
    private Points() {}

    /**
     * Computes one point for every image of a batch.
     *
     * @param path where the points lie
     * @param index which point, from 0
     * @param batch the images
     * @return as many values as the batch has
     */
    static double[] at(Path path, int index, Tensor batch) {
        if (path instanceof Path.Noisy noisy) {
            return noisy(batch, noisy.level(), random(noisy.seed(), index));
        }
        double share = path instanceof Path.Between between
                ? random(between.seed(), index).nextDouble()
                : (index + 0.5) / path.points();
        double[] values = values(batch);
        for (int i = 0; i < values.length; i++) {
            values[i] *= share;
        }
        return values;
    }

    /** A batch's values. */
    static double[] values(Tensor batch) {
        double[] values = new double[batch.shape().elementCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = batch.at(i);
        }
        return values;
    }

    /** Standard normal noise that depends on the seed and on each image's own values only. */
    static double[] noise(Tensor batch, long seed) {
        double[] noise = new double[batch.shape().elementCount()];
        int size = noise.length / batch.shape().dimension(0);
        for (int from = 0; from < noise.length; from += size) {
            long hash = seed;
            for (int i = from; i < from + size; i++) {
                hash = 31 * hash + Float.floatToIntBits(batch.at(i));
            }
            Random random = new Random(mixed(hash));
            for (int i = from; i < from + size; i++) {
                noise[i] = random.nextGaussian();
            }
        }
        return noise;
    }

    /** Every image gets the same noise, so that no result depends on the rest of the batch. */
    private static double[] noisy(Tensor batch, double level, Random random) {
        double[] values = values(batch);
        int samples = batch.shape().dimension(0);
        int size = values.length / samples;
        double[] range = new double[samples];
        for (int n = 0; n < samples; n++) {
            double least = Double.POSITIVE_INFINITY;
            double most = Double.NEGATIVE_INFINITY;
            for (int i = n * size; i < (n + 1) * size; i++) {
                least = Math.min(least, values[i]);
                most = Math.max(most, values[i]);
            }
            range[n] = most - least;
        }
        for (int i = 0; i < size; i++) {
            double draw = level * random.nextGaussian();
            for (int n = 0; n < samples; n++) {
                values[n * size + i] += range[n] * draw;
            }
        }
        return values;
    }

    private static Random random(long seed, int index) {
        return new Random(mixed(seed * 0x9E3779B97F4A7C15L + index));
    }

    /** The finaliser of SplitMix64 (Steele et al. 2014): the first draws of {@link Random} with neighbouring seeds are close. */
    private static long mixed(long seed) {
        long half = (seed ^ (seed >>> 30)) * 0xBF58476D1CE4E5B9L;
        long whole = (half ^ (half >>> 27)) * 0x94D049BB133111EBL;
        return whole ^ (whole >>> 31);
    }
}
