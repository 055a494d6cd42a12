/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.http;

import java.util.List;

/**
 * What a viewer may know of the model that is explained.
 *
 * @param name its name
 * @param sha256 hash of the model file, in hexadecimal
 * @param labels class names by index; empty where there are none
 * @param methods names of the methods that the heatmaps come from, the first two are shown first
 */
public record ServedModel(String name, String sha256, List<String> labels, List<String> methods) {
    /** Copies. */
    public ServedModel {
        labels = List.copyOf(labels);
        methods = List.copyOf(methods);
    }
}
