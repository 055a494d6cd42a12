/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.canon;

import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.graph.Parameters;
import io.patternstream.engine.graph.Window;
import java.util.Arrays;
import java.util.Optional;

/** Folds affine maps {@code s h + t} into the operations beside them, in float64. Stateless. */
final class AffineFolding {
    private AffineFolding() {}

    /**
     * Folds a map into what it follows: {@code s (W x + b) + t = (s W) x + (s b + t)}.
     *
     * @param before what computes the map's input
     * @param affine read by nothing else
     * @return one operation for both; empty where before is not a layer, or the map differs between positions of a neuron
     */
    static Optional<Operation> after(Operation before, Operation.Affine affine) {
        if (!(before instanceof Operation.Linear linear)
                || count(affine) != linear.bias().shape().elementCount()) {
            return Optional.empty();
        }
        Parameters scale = affine.scale();
        double[] bias = linear.bias().toArray();
        for (int o = 0; o < bias.length; o++) {
            bias[o] = bias[o] * scale.at(o) + affine.shift().at(o);
        }
        if (Arrays.stream(scale.toArray()).allMatch(factor -> factor == 1)) {
            return Optional.of(rebuilt(linear, linear.weights(), bias));
        }
        double[] weights = linear.weights().toArray();
        int inputs = weights.length / bias.length;
        for (int i = 0; i < weights.length; i++) {
            weights[i] *= scale.at(i / inputs);
        }
        return Optional.of(rebuilt(linear, Parameters.of(linear.weights().shape(), weights), bias));
    }

    /**
     * Folds a map into the layer that reads it: {@code W (s x + t) + b = (W s) x + (W t + b)}. Zero padding is not shifted,
     * so that a shift before a padded convolution stays.
     *
     * @param affine read by nothing else
     * @param channels extent of the first axis of the map's output
     * @param linear reads that output, reshaped to a vector if it is dense
     * @return one layer for both, or empty
     */
    static Optional<Operation> before(Operation.Affine affine, int channels, Operation.Linear linear) {
        int neurons = linear.bias().shape().elementCount();
        int inputs = linear.weights().shape().inner().elementCount();
        int neuronsPerGroup = neurons;
        int run = inputs / count(affine);
        if (linear instanceof Operation.Convolution convolution) {
            boolean shifts = Arrays.stream(affine.shift().toArray()).anyMatch(value -> value != 0);
            if (count(affine) != channels || (shifts && pads(convolution.window()))) {
                return Optional.empty();
            }
            neuronsPerGroup = neurons / convolution.groups();
            run = convolution.window().kernelHeight() * convolution.window().kernelWidth();
        }
        double[] weights = linear.weights().toArray();
        double[] bias = linear.bias().toArray();
        int parametersPerGroup = inputs / run;
        for (int i = 0; i < weights.length; i++) {
            int neuron = i / inputs;
            int parameter = neuron / neuronsPerGroup * parametersPerGroup + i % inputs / run;
            bias[neuron] += weights[i] * affine.shift().at(parameter);
            weights[i] *= affine.scale().at(parameter);
        }
        return Optional.of(rebuilt(linear, Parameters.of(linear.weights().shape(), weights), bias));
    }

    /**
     * Makes one map of two.
     *
     * @param first applied first
     * @param second applied to its result
     * @return per element if one of them is
     */
    static Operation.Affine merged(Operation.Affine first, Operation.Affine second) {
        Operation.Affine longer = count(first) < count(second) ? second : first;
        double[] scale = longer.scale().toArray();
        double[] shift = longer.shift().toArray();
        int runFirst = scale.length / count(first);
        int runSecond = scale.length / count(second);
        for (int i = 0; i < scale.length; i++) {
            double factor = second.scale().at(i / runSecond);
            scale[i] = first.scale().at(i / runFirst) * factor;
            shift[i] = first.shift().at(i / runFirst) * factor + second.shift().at(i / runSecond);
        }
        return new Operation.Affine(
                Parameters.of(longer.scale().shape(), scale),
                Parameters.of(longer.scale().shape(), shift));
    }

    private static Operation rebuilt(Operation.Linear linear, Parameters weights, double[] bias) {
        Parameters biases = Parameters.of(linear.bias().shape(), bias);
        if (linear instanceof Operation.Convolution convolution) {
            return new Operation.Convolution(weights, biases, convolution.window(), convolution.groups());
        }
        return new Operation.Dense(weights, biases, ((Operation.Dense) linear).inputFirst());
    }

    private static boolean pads(Window window) {
        return window.padTop() + window.padLeft() + window.padBottom() + window.padRight() > 0;
    }

    private static int count(Operation.Affine affine) {
        return affine.scale().shape().elementCount();
    }
}
