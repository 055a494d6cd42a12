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
 * @param fit which part of an image the model sees, so that the page shows the same part beside the heatmap
 * @param labels class names by index; empty where there are none
 * @param methods names of the methods that the heatmaps come from, the first two are shown first
 * @param signals those of them whose results are drawn in the image's own colours
 */
public record ServedModel(
        String name, String sha256, ImageFit fit, List<String> labels, List<String> methods, List<String> signals) {
    /** Copies. */
    public ServedModel {
        labels = List.copyOf(labels);
        methods = List.copyOf(methods);
        signals = List.copyOf(signals);
    }

    /** Which part of an image that is larger or smaller than the model's input the model sees. */
    public enum ImageFit {
        /** All of it, stretched. */
        WHOLE,
        /** A square from the centre, 224/256 of the shorter side. */
        CENTRE
    }
}
