/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

/**
 * What the model says about one class.
 *
 * @param index the class, from 0
 * @param label its name; the index as text where the model has no labels
 * @param logit its output before a final softmax or sigmoid
 * @param probability softmax over all logits, or the sigmoid of this one for a model with a sigmoid head; 0 to 1
 */
public record ClassScore(int index, String label, float logit, double probability) {}
