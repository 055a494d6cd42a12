/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.rule;

import io.patternstream.api.tensor.Shape;

/** How an attribution is computed from forward and backward passes. Immutable, thread-safe. */
public sealed interface Procedure {

    /**
     * Counts the passes over the network, forward or backward, that it needs beside the forward pass that all methods share:
     * what it costs.
     *
     * @param image shape of one image, {@code [C, H, W]}
     * @return number of passes
     */
    int passes(Shape image);

    /**
     * One backward pass.
     *
     * @param composite what happens on the way down
     * @param timesInput whether the result is multiplied by the input
     */
    record Backward(Composite composite, boolean timesInput) implements Procedure {
        /** {@return whether the result shares the explained value out among the inputs} */
        public boolean conserves() {
            return timesInput || composite.propagates() || composite.attributesBySignal();
        }

        @Override
        public int passes(Shape image) {
            return 1;
        }
    }

    /**
     * The gradient at several points, reduced.
     *
     * @param path where the points lie
     * @param statistic what becomes of the gradients
     * @param timesInput whether the result is multiplied by the input
     */
    record Gradients(Path path, Statistic statistic, boolean timesInput) implements Procedure {
        @Override
        public int passes(Shape image) {
            return 2 * path.points();
        }
    }

    /**
     * How much the explained value falls when a square of the image is set to 0 (Zeiler and Fergus 2014). Every pixel gets
     * the mean over the squares that cover it, divided evenly among the channels.
     *
     * @param window side of the square in pixels; 0 for a seventh of the image's longer side
     * @param stride distance of neighbouring squares in pixels; 0 for the side of the square
     */
    record Occlusion(int window, int stride) implements Procedure {
        private static final int SQUARES_PER_SIDE = 7;

        @Override
        public int passes(Shape image) {
            return Math.multiplyExact(squares(image, image.dimension(1)), squares(image, image.dimension(2)));
        }

        /**
         * Returns the side of the square.
         *
         * @param image shape of one image, {@code [C, H, W]}
         * @return pixels, at most the image's longer side
         */
        public int side(Shape image) {
            int longer = Math.max(image.dimension(1), image.dimension(2));
            return window == 0 ? (longer + SQUARES_PER_SIDE - 1) / SQUARES_PER_SIDE : Math.min(window, longer);
        }

        /**
         * Returns the distance of neighbouring squares.
         *
         * @param image shape of one image, {@code [C, H, W]}
         * @return pixels
         */
        public int step(Shape image) {
            return stride == 0 ? side(image) : stride;
        }

        /**
         * Counts the squares along one side of the image; the last may reach beyond it.
         *
         * @param image shape of one image, {@code [C, H, W]}
         * @param extent height or width
         * @return number of squares
         */
        public int squares(Shape image, int extent) {
            int step = step(image);
            return Math.max(0, (extent - side(image) + step - 1) / step) + 1;
        }
    }

    /**
     * Grad-CAM (Selvaraju et al. 2017): the last convolution's feature maps, weighted by the means of their gradients,
     * rectified and enlarged bilinearly; divided evenly among the channels.
     *
     * @param guided whether Guided BackProp is multiplied by the map instead
     */
    record ClassActivation(boolean guided) implements Procedure {
        @Override
        public int passes(Shape image) {
            return guided ? 2 : 1;
        }
    }

    /** The input itself: a control. */
    record Input() implements Procedure {
        @Override
        public int passes(Shape image) {
            return 0;
        }
    }

    /**
     * Standard normal noise, a control; drawn from the seed and the image's own values, so that it does not depend on the
     * rest of the batch.
     *
     * @param seed of the noise
     */
    record Noise(long seed) implements Procedure {
        @Override
        public int passes(Shape image) {
            return 0;
        }
    }

    /** Points at which gradients are taken. */
    sealed interface Path {
        /** {@return number of points} */
        int points();

        /**
         * Midpoints of equal steps on the way from 0 to the input: integrated gradients (Sundararajan et al. 2017).
         *
         * @param points number of steps
         */
        record Straight(int points) implements Path {}

        /**
         * The input with normal noise, the same for every image of a batch: SmoothGrad (Smilkov et al. 2017).
         *
         * @param points number of draws
         * @param level standard deviation in units of each image's range
         * @param seed of the noise
         */
        record Noisy(int points, double level, long seed) implements Path {}

        /**
         * Points drawn uniformly between 0 and the input: GradientSHAP (Lundberg and Lee 2017) with a zero baseline.
         *
         * @param points number of draws
         * @param seed of the draws
         */
        record Between(int points, long seed) implements Path {}
    }

    /** What becomes of the gradients, element by element. */
    enum Statistic {
        /** Their mean. */
        MEAN,
        /** The mean of their squares: SmoothGrad-Squared (Hooker et al. 2019). */
        MEAN_SQUARE,
        /** Their variance: VarGrad (Adebayo et al. 2018). */
        VARIANCE
    }
}
