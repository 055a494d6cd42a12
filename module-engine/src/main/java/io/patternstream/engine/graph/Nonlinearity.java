/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.graph;

import org.apache.commons.numbers.gamma.Erfc;

/** A function of one value and its derivative, in float64. Immutable, thread-safe. */
public sealed interface Nonlinearity {

    /**
     * Computes the function.
     *
     * @param x any value
     * @param element position in the sample, C order; only functions with learned parameters depend on it
     * @return f(x)
     */
    double value(double x, int element);

    /**
     * Computes the derivative; at a kink that of the closed side: 0 for ReLU at 0, 0 for Clip at its bounds.
     *
     * @param x any value
     * @param element position in the sample, C order
     * @return f'(x)
     */
    double derivative(double x, int element);

    /** {@code max(x, 0)}. */
    record Relu() implements Nonlinearity {
        @Override
        public double value(double x, int element) {
            return Math.max(x, 0);
        }

        @Override
        public double derivative(double x, int element) {
            return x > 0 ? 1 : 0;
        }
    }

    /**
     * {@code x} where positive, else {@code slope * x}.
     *
     * @param slope below 0
     */
    record LeakyRelu(double slope) implements Nonlinearity {
        @Override
        public double value(double x, int element) {
            return x > 0 ? x : slope * x;
        }

        @Override
        public double derivative(double x, int element) {
            return x > 0 ? 1 : slope;
        }
    }

    /**
     * A leaky ReLU with learned slopes.
     *
     * @param slopes one per element of a sample
     */
    record PRelu(Parameters slopes) implements Nonlinearity {
        @Override
        public double value(double x, int element) {
            return x > 0 ? x : slopes.at(element) * x;
        }

        @Override
        public double derivative(double x, int element) {
            return x > 0 ? 1 : slopes.at(element);
        }
    }

    /**
     * {@code scale * x} where positive, else {@code scale * alpha * (exp(x) - 1)}: ELU with scale 1, SELU otherwise.
     *
     * @param alpha limit below 0
     * @param scale of both sides
     */
    record Elu(double alpha, double scale) implements Nonlinearity {
        @Override
        public double value(double x, int element) {
            return scale * (x > 0 ? x : alpha * Math.expm1(x));
        }

        @Override
        public double derivative(double x, int element) {
            return scale * (x > 0 ? 1 : alpha * Math.exp(x));
        }
    }

    /**
     * {@code min(max(x, low), high)}.
     *
     * @param low lower bound, may be negative infinity
     * @param high upper bound, may be infinity
     */
    record Clip(double low, double high) implements Nonlinearity {
        @Override
        public double value(double x, int element) {
            return Math.min(Math.max(x, low), high);
        }

        @Override
        public double derivative(double x, int element) {
            return low < x && x < high ? 1 : 0;
        }
    }

    /** {@code 1 / (1 + exp(-x))}. */
    record Sigmoid() implements Nonlinearity {
        @Override
        public double value(double x, int element) {
            return logistic(x);
        }

        @Override
        public double derivative(double x, int element) {
            double y = logistic(x);
            return y * (1 - y);
        }
    }

    /** Hyperbolic tangent. */
    record Tanh() implements Nonlinearity {
        @Override
        public double value(double x, int element) {
            return Math.tanh(x);
        }

        @Override
        public double derivative(double x, int element) {
            double y = Math.tanh(x);
            return 1 - y * y;
        }
    }

    /**
     * {@code min(max(alpha * x + beta, 0), 1)}.
     *
     * @param alpha slope
     * @param beta value at 0
     */
    record HardSigmoid(double alpha, double beta) implements Nonlinearity {
        @Override
        public double value(double x, int element) {
            return Math.min(Math.max(alpha * x + beta, 0), 1);
        }

        @Override
        public double derivative(double x, int element) {
            double y = alpha * x + beta;
            return y > 0 && y < 1 ? alpha : 0;
        }
    }

    /** {@code x * min(max(x / 6 + 1 / 2, 0), 1)}. */
    record HardSwish() implements Nonlinearity {
        private static final HardSigmoid GATE = new HardSigmoid(1.0 / 6, 0.5);

        @Override
        public double value(double x, int element) {
            return x * GATE.value(x, element);
        }

        @Override
        public double derivative(double x, int element) {
            return GATE.value(x, element) + x * GATE.derivative(x, element);
        }
    }

    /** {@code x * sigmoid(x)}, also called SiLU. */
    record Swish() implements Nonlinearity {
        @Override
        public double value(double x, int element) {
            return x * logistic(x);
        }

        @Override
        public double derivative(double x, int element) {
            double y = logistic(x);
            return y * (1 + x * (1 - y));
        }
    }

    /** {@code x * Phi(x)} with the standard normal distribution function. */
    record Gelu() implements Nonlinearity {
        @Override
        public double value(double x, int element) {
            return x * distribution(x);
        }

        @Override
        public double derivative(double x, int element) {
            return distribution(x) + x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
        }

        private static double distribution(double x) {
            return Erfc.value(-x / Math.sqrt(2)) / 2;
        }
    }

    /** The approximation {@code x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 x^3)))} of {@link Gelu}. */
    record TanhGelu() implements Nonlinearity {
        private static final double CUBIC = 0.044715;

        @Override
        public double value(double x, int element) {
            return x / 2 * (1 + Math.tanh(inner(x)));
        }

        @Override
        public double derivative(double x, int element) {
            double y = Math.tanh(inner(x));
            double slope = Math.sqrt(2 / Math.PI) * (1 + 3 * CUBIC * x * x);
            return (1 + y) / 2 + x / 2 * (1 - y * y) * slope;
        }

        private static double inner(double x) {
            return Math.sqrt(2 / Math.PI) * (x + CUBIC * x * x * x);
        }
    }

    /** {@code log(1 + exp(x))}. */
    record Softplus() implements Nonlinearity {
        @Override
        public double value(double x, int element) {
            return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
        }

        @Override
        public double derivative(double x, int element) {
            return logistic(x);
        }
    }

    /** {@code x / (1 + |x|)}. */
    record Softsign() implements Nonlinearity {
        @Override
        public double value(double x, int element) {
            return x / (1 + Math.abs(x));
        }

        @Override
        public double derivative(double x, int element) {
            double root = 1 + Math.abs(x);
            return 1 / (root * root);
        }
    }

    /** {@code 1 / x}: a division is a product with it. */
    record Reciprocal() implements Nonlinearity {
        @Override
        public double value(double x, int element) {
            return 1 / x;
        }

        @Override
        public double derivative(double x, int element) {
            return -1 / (x * x);
        }
    }

    /**
     * Tells whether the function is a rectifier, a step up from a flat 0 at 0: what DeConvNet and Guided BackProp are
     * defined for.
     *
     * @return whether it is ReLU, or a clip that begins at 0
     */
    default boolean rectifies() {
        return this instanceof Relu || (this instanceof Clip clip && clip.low() == 0);
    }

    private static double logistic(double x) {
        double e = Math.exp(-Math.abs(x));
        return x >= 0 ? 1 / (1 + e) : e / (1 + e);
    }
}
