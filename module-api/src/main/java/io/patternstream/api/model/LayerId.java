/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.model;

/**
 * Names a layer with weights.
 *
 * @param name its name in the model file (for a nameless ONNX node, its first output's name)
 */
public record LayerId(String name) implements Comparable<LayerId> {
    /** Refuses an empty name. */
    public LayerId {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a layer needs a name");
        }
    }

    @Override
    public int compareTo(LayerId other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
