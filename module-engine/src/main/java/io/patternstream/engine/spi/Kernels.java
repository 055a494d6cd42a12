/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.spi;

import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.graph.Window;

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
     * @param coefficients weights {@code [O, I/groups, kH, kW]} and biases; read now, or when the layer first runs
     * @param shape shape of the weights
     * @param window geometry
     * @param groups number of groups
     * @param input shape of one sample
     * @return the prepared layer, closed by the caller
     */
    LinearKernel<A> convolution(Coefficients coefficients, Shape shape, Window window, int groups, Shape input);

    /**
     * Prepares a dense layer.
     *
     * @param coefficients weights {@code [O, I]} and biases; read now, or when the layer first runs
     * @param shape shape of the weights
     * @return the prepared layer, closed by the caller
     */
    LinearKernel<A> dense(Coefficients coefficients, Shape shape);

    /** {@return pooling, for the same thread and scopes} */
    Pools<A> pools();

    /** {@return moving values, for the same thread and scopes} */
    Moves<A> moves();

    /** {@return softmax and normalisations, for the same thread and scopes} */
    Norms<A> norms();

    /** {@return sums over samples, for the same thread and scopes} */
    Sums<A> sums();

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
     * Prepares an affine map; it has no moments.
     *
     * @param scale {@code [C]} or one value per element of a sample, float64
     * @param shift as many values as scale
     * @param input shape of one sample
     * @return the prepared map, closed by the caller
     */
    LinearMap<A> affine(double[] scale, double[] shift, Shape input);

    @Override
    void close();

    /** Owns arrays. */
    interface Scope extends AutoCloseable {
        @Override
        void close();
    }
}
