/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.keras;

import io.patternstream.engine.spi.ModelFormatException;

/** Which Keras wrote a file; the two differ in what some names mean. */
enum KerasVersion {
    /** Keras 2, also as part of TensorFlow. */
    TWO,
    /** Keras 3. */
    THREE;

    static KerasVersion of(String text) {
        return switch (text.isEmpty() ? ' ' : text.charAt(0)) {
            case '2' -> TWO;
            case '3' -> THREE;
            default ->
                throw new ModelFormatException("was written by Keras '" + text + "'; versions 2 and 3 are supported");
        };
    }
}
