/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.model;

/** The final activation that was stripped from a model, so that its outputs are logits. */
public enum Head {
    /** None: the model ends in logits. */
    NONE,
    /** Softmax over the classes. */
    SOFTMAX,
    /** Logarithm of a softmax over the classes. */
    LOG_SOFTMAX,
    /** Sigmoid of each class. */
    SIGMOID
}
