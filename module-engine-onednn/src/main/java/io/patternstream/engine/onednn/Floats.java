/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/** A plain array's values for steps in Java: looked up at the first run, when the array has its place. */
final class Floats {
    private final Array array;
    private @Nullable FloatBuffer buffer;

    Floats(Array array) {
        this.array = array;
    }

    FloatBuffer get() {
        FloatBuffer known = buffer;
        if (known == null) {
            known = array.floats();
            buffer = known;
        }
        return known;
    }
}
