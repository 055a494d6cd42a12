/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.spi;

import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.graph.IndexMap;
import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.graph.Window;
import java.util.List;

/**
 * The primitives that forward and backward passes are made of. One instance belongs to one thread.
 *
 * <p>Arrays hold batches, {@code [N, C, H, W]} or {@code [N, K]}, in the backend's own layout and precision. An array made
 * inside a {@link #scope} lives until that scope closes; weights held by a {@link LinearKernel} live until it is closed.
 * No operation changes its arguments.
 *
 * @param <A> the backend's array
 */
public interface Kernels<A> extends AutoCloseable {

    /** {@return the backend's name} */
    String name();

    /** {@return a scope that owns every array made until it closes; scopes do not nest} */
    Scope scope();

    /**
     * Copies a batch in.
     *
     * @param batch {@code [N, ...]}
     * @return its array
     */
    A load(Tensor batch);

    /**
     * Copies a batch in.
     *
     * @param shape {@code [N, ...]}
     * @param values C order, rounded to the backend's precision
     * @return its array
     */
    A load(Shape shape, double[] values);

    /**
     * Copies a batch out without loss.
     *
     * @param array an array of this backend
     * @return values in C order
     */
    double[] values(A array);

    /**
     * Copies a batch out.
     *
     * @param array an array of this backend
     * @return float32 values, C order
     */
    Tensor store(A array);

    /**
     * Prepares a convolution.
     *
     * @param weights {@code [O, I/groups, kH, kW]}, float64
     * @param bias {@code [O]}
     * @param shape shape of the weights
     * @param window geometry
     * @param groups number of groups
     * @param input shape of one sample
     * @return the prepared layer, closed by the caller
     */
    LinearKernel<A> convolution(double[] weights, double[] bias, Shape shape, Window window, int groups, Shape input);

    /**
     * Prepares a dense layer.
     *
     * @param weights {@code [O, I]}, float64
     * @param bias {@code [O]}
     * @param shape shape of the weights
     * @return the prepared layer, closed by the caller
     */
    LinearKernel<A> dense(double[] weights, double[] bias, Shape shape);

    /**
     * Takes the maximum of each window; padding never wins.
     *
     * @param x input
     * @param window geometry
     * @return maxima
     */
    A maxPool(A x, Window window);

    /**
     * Sends everything to the first maximal position of each window, row by row.
     *
     * @param r arriving at the output
     * @param x the forward pass's input
     * @param window geometry
     * @return shaped like x
     */
    A maxPoolBackward(A r, A x, Window window);

    /**
     * Takes the mean of each window.
     *
     * @param x input
     * @param window geometry
     * @param countIncludePad whether padding counts in the divisor
     * @return means
     */
    A averagePool(A x, Window window, boolean countIncludePad);

    /**
     * Spreads evenly over each window: the transpose of {@link #averagePool}.
     *
     * @param r arriving at the output
     * @param input shape of one sample of the forward pass's input
     * @param window geometry
     * @param countIncludePad whether padding counts in the divisor
     * @return shaped like the input
     */
    A averagePoolBackward(A r, Shape input, Window window, boolean countIncludePad);

    /**
     * Applies a function to each value.
     *
     * @param x any
     * @param function which
     * @return f(x)
     */
    A activate(A x, Nonlinearity function);

    /**
     * Multiplies by a function's derivative: for ReLU, keeps r where {@code x > 0} strictly.
     *
     * @param r any
     * @param x the function's argument in the forward pass, shaped like r
     * @param function which
     * @return r f'(x)
     */
    A activateBackward(A r, A x, Nonlinearity function);

    /**
     * Adds.
     *
     * @param a any
     * @param b of the same shape
     * @return a + b
     */
    A add(A a, A b);

    /**
     * Multiplies element by element.
     *
     * @param a any
     * @param b of the same shape
     * @return a * b
     */
    A multiply(A a, A b);

    /**
     * Divides element by element: {@code r / (z + epsilon * sign(z))} with {@code sign(0) = 1}; with epsilon 0 the quotient
     * is 0 where z is exactly 0.
     *
     * @param r any
     * @param z of the same shape
     * @param epsilon absolute stabiliser, not negative
     * @return the quotient
     */
    A divide(A r, A z, double epsilon);

    /**
     * Multiplies by a number.
     *
     * @param x any
     * @param factor the number
     * @return factor * x
     */
    A scale(A x, double factor);

    /**
     * Makes an array of equal values.
     *
     * @param like gives the shape
     * @param value the value
     * @return the array
     */
    A constant(A like, double value);

    /**
     * Joins along the channels.
     *
     * @param parts {@code [N, Ci, ...]}
     * @return {@code [N, sum Ci, ...]}
     */
    A concat(List<A> parts);

    /**
     * Takes a range of channels.
     *
     * @param x {@code [N, C, ...]}
     * @param from first channel
     * @param count number of channels
     * @return {@code [N, count, ...]}
     */
    A channels(A x, int from, int count);

    /**
     * Gives the same values another shape.
     *
     * @param x any
     * @param sample new shape of one sample
     * @return {@code [N, sample]}
     */
    A reshape(A x, Shape sample);

    /**
     * Prepares an affine map; it has no moments.
     *
     * @param scale {@code [C]} or one value per element of a sample, float64
     * @param shift as many values as scale
     * @param input shape of one sample
     * @return the prepared map, closed by the caller
     */
    LinearMap<A> affine(double[] scale, double[] shift, Shape input);

    /**
     * Takes values from each sample.
     *
     * @param x {@code [N, ...]}
     * @param map which value goes where
     * @return the result's values
     */
    A rearrange(A x, IndexMap map);

    /**
     * Sends each value back to where it came from, adding up: the transpose of {@link #rearrange} without its constants.
     *
     * @param r shaped like the result
     * @param map which value went where
     * @return shaped like the input
     */
    A rearrangeBackward(A r, IndexMap map);

    /**
     * Computes a softmax over the last axis.
     *
     * @param x any
     * @param log whether the logarithm is taken
     * @return shaped like x
     */
    A softmax(A x, boolean log);

    /**
     * Multiplies by the softmax's Jacobian, transposed.
     *
     * @param r arriving at the output
     * @param y the forward pass's output
     * @param log whether the logarithm was taken
     * @return shaped like x
     */
    A softmaxBackward(A r, A y, boolean log);

    /**
     * Normalises across channels.
     *
     * @param x {@code [N, C, ...]}
     * @param norm its parameters
     * @return shaped like x
     */
    A localResponseNorm(A x, Operation.LocalResponseNorm norm);

    /**
     * Multiplies by the Jacobian of {@link #localResponseNorm}, transposed.
     *
     * @param r arriving at the output
     * @param x the forward pass's input
     * @param norm its parameters
     * @return shaped like x
     */
    A localResponseNormBackward(A r, A x, Operation.LocalResponseNorm norm);

    /**
     * Normalises each channel of each sample over its positions.
     *
     * @param x {@code [N, C, ...]}
     * @param epsilon added to the variance
     * @return {@code (x - mean) / sqrt(variance + epsilon)}
     */
    A instanceNorm(A x, double epsilon);

    /**
     * Multiplies by the Jacobian of {@link #instanceNorm}, transposed.
     *
     * @param r arriving at the output
     * @param x the forward pass's input
     * @param epsilon added to the variance
     * @return shaped like x
     */
    A instanceNormBackward(A r, A x, double epsilon);

    @Override
    void close();

    /** Owns arrays. */
    interface Scope extends AutoCloseable {
        @Override
        void close();
    }
}
