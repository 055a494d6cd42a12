/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.program;

import io.patternstream.api.tensor.Shape;

/**
 * An array that a program computes or is given.
 *
 * @param id unique in its program, from 0; numbers of instructions that were removed as dead are left out
 * @param shape {@code [N, ...]}, with the batch axis
 */
public record Value(int id, Shape shape) {
    /** {@return its number, such as {@code %3}} */
    @Override
    public String toString() {
        return "%" + id;
    }
}
