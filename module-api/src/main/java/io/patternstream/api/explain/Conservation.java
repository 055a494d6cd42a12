/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.explain;

/**
 * Where the explained value of one sample went, for methods that share it out: {@code started = sum of the attribution +
 * biasShare + epsilonAbsorbed + gated + residual}.
 *
 * @param started what is shared out: the sum of the start vector; for input x gradient the explained logits times it
 * @param biasShare what the biases took, which count in the denominators but are no inputs
 * @param epsilonAbsorbed what the stabilisers of the denominators took
 * @param gated for PatternAttribution what ended at closed activations; 0 for other methods
 * @param residual what is left: rounding; for LRP also what met a sum of exactly 0 or a rule whose factors do not add up to 1; for PatternAttribution what fell on
 *     padding or met a neuron without a pattern; for input x gradient what activations that bend add
 */
public record Conservation(double started, double biasShare, double epsilonAbsorbed, double gated, double residual) {}
