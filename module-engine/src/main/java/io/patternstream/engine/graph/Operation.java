/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.graph;

import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;

/**
 * What a node computes. Shapes are those of one sample: {@code [C, H, W]} for images, {@code [K]} for vectors. Weights are
 * neuron first. Immutable, thread-safe.
 */
public sealed interface Operation {

    /**
     * The network's input.
     *
     * @param shape one sample
     */
    record Input(Shape shape) implements Operation {}

    /** A layer with weights. */
    sealed interface Linear extends Operation {
        /** {@return weights, neuron first} */
        Parameters weights();

        /** {@return one value per neuron} */
        Parameters bias();
    }

    /**
     * A convolution (cross-correlation, as in every deep-learning library).
     *
     * @param weights {@code [O, I/groups, kH, kW]}
     * @param bias {@code [O]}
     * @param window geometry
     * @param groups number of groups
     */
    record Convolution(Parameters weights, Parameters bias, Window window, int groups) implements Linear {
        /**
         * Creates a convolution of float32 parameters.
         *
         * @param weights {@code [O, I/groups, kH, kW]}
         * @param bias {@code [O]}
         * @param window geometry
         * @param groups number of groups
         */
        public Convolution(Tensor weights, Tensor bias, Window window, int groups) {
            this(Parameters.of(weights), Parameters.of(bias), window, groups);
        }
    }

    /**
     * A fully connected layer.
     *
     * @param weights {@code [O, I]}
     * @param bias {@code [O]}
     * @param inputFirst whether the model file stores the weights as {@code [I, O]}
     */
    record Dense(Parameters weights, Parameters bias, boolean inputFirst) implements Linear {
        /**
         * Creates a dense layer of float32 parameters.
         *
         * @param weights {@code [O, I]}
         * @param bias {@code [O]}
         * @param inputFirst whether the model file stores the weights as {@code [I, O]}
         */
        public Dense(Tensor weights, Tensor bias, boolean inputFirst) {
            this(Parameters.of(weights), Parameters.of(bias), inputFirst);
        }
    }

    /**
     * {@code y = scale * x + shift}, per channel or per element: batch normalisation at inference, and constants that are
     * added or multiplied. Canonisation folds it into a neighbouring layer where it can.
     *
     * @param scale {@code [C]}, or shaped like a sample; for batch normalisation gamma / sqrt(variance + epsilon)
     * @param shift shaped like scale; for batch normalisation beta - mean * scale
     */
    record Affine(Parameters scale, Parameters shift) implements Operation {
        /**
         * Creates an affine map of float32 parameters.
         *
         * @param scale {@code [C]}, or shaped like a sample
         * @param shift shaped like scale
         */
        public Affine(Tensor scale, Tensor shift) {
            this(Parameters.of(scale), Parameters.of(shift));
        }
    }

    /**
     * A function of each value by itself.
     *
     * @param function which
     */
    record Activation(Nonlinearity function) implements Operation {}

    /**
     * Maximum over a window; padding never wins, the first of equal maxima does.
     *
     * @param window geometry
     */
    record MaxPool(Window window) implements Operation {}

    /**
     * Mean over a window.
     *
     * @param window geometry
     * @param countIncludePad whether padding counts in the divisor
     */
    record AveragePool(Window window, boolean countIncludePad) implements Operation {}

    /** Mean over all positions: {@code [C, H, W]} to {@code [C, 1, 1]}. */
    record GlobalAveragePool() implements Operation {}

    /** Sum of two inputs of equal shape. */
    record Add() implements Operation {}

    /** Product of two inputs of equal shape. */
    record Multiply() implements Operation {}

    /** Joins its inputs along the first axis. */
    record Concat() implements Operation {}

    /**
     * The same values under another shape.
     *
     * @param shape one sample's new shape
     */
    record Reshape(Shape shape) implements Operation {}

    /**
     * Values taken from the input, or constants: slices, transposes, padding, nearest-neighbour resizing, broadcasting.
     *
     * @param map which value goes where
     */
    record Rearrange(IndexMap map) implements Operation {}

    /**
     * Softmax over the last axis; stripped at the end of a network by canonisation.
     *
     * @param log whether the logarithm is taken
     */
    record Softmax(boolean log) implements Operation {}

    /**
     * Local response normalisation across channels (Krizhevsky et al. 2012, section 3.3):
     * {@code y_c = x_c / (bias + alpha/size * sum of x^2 over the size channels around c)^beta}.
     *
     * @param size number of channels; for an even one the longer half lies above c
     * @param alpha weight of the squares
     * @param beta exponent
     * @param bias constant term
     */
    record LocalResponseNorm(int size, double alpha, double beta, double bias) implements Operation {
        /** Refuses an empty neighbourhood. */
        public LocalResponseNorm {
            if (size < 1) {
                throw new IllegalArgumentException("size = " + size + " must be at least 1");
            }
        }
    }

    /**
     * Normalises each channel of each sample over its positions to mean 0 and variance 1.
     *
     * @param epsilon added to the variance
     */
    record InstanceNorm(double epsilon) implements Operation {}
}
