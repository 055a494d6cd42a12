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
     * Batch normalisation at inference, {@code y = scale * x + shift} per channel; folded away by canonisation. A constant
     * added to a layer's output is one of scale 1.
     *
     * @param scale {@code [C]}: gamma / sqrt(variance + epsilon)
     * @param shift {@code [C]}: beta - mean * scale
     */
    record BatchNorm(Parameters scale, Parameters shift) implements Operation {
        /**
         * Creates a batch normalisation of float32 parameters.
         *
         * @param scale {@code [C]}
         * @param shift {@code [C]}
         */
        public BatchNorm(Tensor scale, Tensor shift) {
            this(Parameters.of(scale), Parameters.of(shift));
        }
    }

    /** {@code max(x, 0)}. */
    record Relu() implements Operation {}

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

    /** Joins its inputs along the channels. */
    record Concat() implements Operation {}

    /**
     * The same values under another shape.
     *
     * @param shape one sample's new shape
     */
    record Reshape(Shape shape) implements Operation {}

    /** Softmax over the classes; only at the end of a network, stripped by canonisation. */
    record Softmax() implements Operation {}

    /** Logistic sigmoid; only at the end of a network, stripped by canonisation. */
    record Sigmoid() implements Operation {}
}
