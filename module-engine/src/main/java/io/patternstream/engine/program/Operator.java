/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.program;

import io.patternstream.api.model.LayerId;
import io.patternstream.api.pattern.ActivationTap;
import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.IndexMap;
import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.graph.Window;
import org.jspecify.annotations.Nullable;

/** What an instruction does; operands are named in order. The meaning of each is that of the method of {@code Kernels}. */
public sealed interface Operator {

    /** A batch that is given before each run; no operands. */
    record Input() implements Operator {}

    /**
     * {@code z = W x + b}; operand x, and perhaps one that is added to z.
     *
     * @param layer the layer
     * @param activation what the result is of z: a ReLU or a clip; null for z itself
     */
    record Forward(LinearLayer layer, @Nullable Nonlinearity activation) implements Operator {}

    /**
     * {@code W^T r}; operand r, and perhaps one that is added to the result.
     *
     * @param layer the layer
     */
    record Transpose(LinearLayer layer) implements Operator {}

    /**
     * {@code scale x + shift}; operand x.
     *
     * @param map the map
     */
    record AffineForward(AffineLayer map) implements Operator {}

    /**
     * {@code scale r}; operand r.
     *
     * @param map the map
     */
    record AffineTranspose(AffineLayer map) implements Operator {}

    /**
     * {@code f(x)}; operand x.
     *
     * @param function which
     */
    record Activate(Nonlinearity function) implements Operator {}

    /**
     * {@code r f'(x)}; operands r, x.
     *
     * @param function which
     */
    record ActivateBackward(Nonlinearity function) implements Operator {}

    /** {@code a + b}; operands a, b. */
    record Add() implements Operator {}

    /** {@code a b}; operands a, b. */
    record Multiply() implements Operator {}

    /**
     * {@code r / (z + epsilon sign(z))}; operands r, z.
     *
     * @param epsilon absolute stabiliser; with 0 the quotient is 0 where z is 0
     */
    record Divide(double epsilon) implements Operator {}

    /**
     * {@code factor x}; operand x.
     *
     * @param factor the number
     */
    record Scale(double factor) implements Operator {}

    /**
     * Equal values; no operands.
     *
     * @param value the value
     */
    record Constant(double value) implements Operator {}

    /**
     * Maximum; operand x.
     *
     * @param window geometry
     */
    record MaxPool(Window window) implements Operator {}

    /**
     * To the first maximal position; operands r, x.
     *
     * @param window geometry
     */
    record MaxPoolBackward(Window window) implements Operator {}

    /**
     * Mean; operand x.
     *
     * @param window geometry
     * @param countIncludePad whether padding counts in the divisor
     */
    record AveragePool(Window window, boolean countIncludePad) implements Operator {}

    /**
     * The transpose of {@link AveragePool}; operand r.
     *
     * @param window geometry
     * @param countIncludePad whether padding counts in the divisor
     */
    record AveragePoolBackward(Window window, boolean countIncludePad) implements Operator {}

    /** Joins along the channels; any number of operands. */
    record Concat() implements Operator {}

    /**
     * A range of channels; operand x.
     *
     * @param from first channel
     * @param count number of channels
     */
    record Channels(int from, int count) implements Operator {}

    /** The same values under the result's shape; operand x. */
    record Reshape() implements Operator {}

    /**
     * Values taken from each sample; operand x.
     *
     * @param map which value goes where
     */
    record Rearrange(IndexMap map) implements Operator {}

    /**
     * The transpose of {@link Rearrange}; operand r.
     *
     * @param map which value went where
     */
    record RearrangeBackward(IndexMap map) implements Operator {}

    /**
     * Softmax over the last axis; operand x.
     *
     * @param log whether the logarithm is taken
     */
    record Softmax(boolean log) implements Operator {}

    /**
     * Transposed Jacobian of {@link Softmax}; operands r, y.
     *
     * @param log whether the logarithm was taken
     */
    record SoftmaxBackward(boolean log) implements Operator {}

    /**
     * Normalisation across channels; operand x.
     *
     * @param norm its parameters
     */
    record LocalResponse(Operation.LocalResponseNorm norm) implements Operator {}

    /**
     * Transposed Jacobian of {@link LocalResponse}; operands r, x.
     *
     * @param norm its parameters
     */
    record LocalResponseBackward(Operation.LocalResponseNorm norm) implements Operator {}

    /**
     * Normalisation over positions; operand x.
     *
     * @param epsilon added to the variance
     */
    record InstanceNorm(double epsilon) implements Operator {}

    /**
     * Transposed Jacobian of {@link InstanceNorm}; operands r, x.
     *
     * @param epsilon added to the variance
     */
    record InstanceNormBackward(double epsilon) implements Operator {}

    /**
     * Sums of each sample with weights, in float64, {@code [N]}; operand a.
     *
     * @param weights one for all, one per channel, or one per element of a sample
     */
    record WeightedSum(Weights weights) implements Operator {}

    /** Sums of each sample {@code a sign(z)} with {@code sign(0) = 1}, in float64, {@code [N]}; operands a, z. */
    record SignedSum() implements Operator {}

    /**
     * The statistics of a layer's rows, for learning patterns; operands x, z. Its result is an array that nobody reads:
     * {@link Executable#run(int, ActivationTap)} reports the statistics as it comes to them.
     *
     * @param layer the layer
     * @param name the name to report under
     */
    record Moments(LinearLayer layer, LayerId name) implements Operator {}

    /** Numbers of a sum, or of an affine map; compared by identity. */
    final class Weights {
        private final double[] values;

        private Weights(double[] values) {
            this.values = values;
        }

        /**
         * Takes values.
         *
         * @param values copied
         * @return the weights
         */
        public static Weights of(double... values) {
            return new Weights(values.clone());
        }

        /** {@return how many} */
        public int count() {
            return values.length;
        }

        /**
         * Returns one.
         *
         * @param index from 0
         * @return the value
         */
        public double at(int index) {
            return values[index];
        }

        /** {@return a copy} */
        public double[] toArray() {
            return values.clone();
        }

        @Override
        public String toString() {
            return values.length + (values.length == 1 ? " weight " + values[0] : " weights");
        }
    }

    /**
     * An affine map.
     *
     * @param scale one per channel or per element of a sample
     * @param shift as many
     * @param input shape of one sample
     */
    record AffineLayer(Weights scale, Weights shift, Shape input) {}
}
