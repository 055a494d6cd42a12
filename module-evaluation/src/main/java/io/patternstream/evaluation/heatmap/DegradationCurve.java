/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.evaluation.heatmap;

import java.util.List;

/**
 * What a classifier still says of images of which more and more was erased. Element n of a curve is the mean over the images
 * with n patches erased.
 *
 * @param probability of the explained class
 * @param logit of the explained class
 * @param areas of each image, the area under its probabilities by the trapezoid rule divided by the number of steps, 0 to 1;
 *     the smaller, the earlier the evidence was erased
 */
public record DegradationCurve(List<Double> probability, List<Double> logit, ImageScores areas) {
    /** Copies. */
    public DegradationCurve {
        probability = List.copyOf(probability);
        logit = List.copyOf(logit);
    }
}
