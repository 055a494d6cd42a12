/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.evaluation.heatmap;

import io.patternstream.api.model.Head;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Image degradation (Samek et al. 2015, pixel flipping; with the patches of Kindermans et al. 2017, section 6): the patches of
 * an image are ordered by the sum of their relevance, and replaced, the most relevant first, by their mean in each channel.
 * The better the order, the faster the explained class disappears. Sums are signed.
 *
 * <p>Collects one method's images; mutable, for one thread.
 */
public final class Degradation {
    private final Classifier classifier;
    private final Head head;
    private final PatchGrid grid;
    private final double[] probability;
    private final double[] logit;
    private final List<Double> areas = new ArrayList<>();

    private Degradation(Classifier classifier, Head head, PatchGrid grid, int steps) {
        this.classifier = classifier;
        this.head = head;
        this.grid = grid;
        this.probability = new double[steps + 1];
        this.logit = new double[steps + 1];
    }

    /**
     * Starts without images.
     *
     * @param classifier the model
     * @param head how its logits become probabilities: a sigmoid of each, or else a softmax
     * @param image shape of one image, {@code [C, H, W]}
     * @param patch edge of a patch in pixels
     * @param mostSteps how many patches are erased at most
     * @return the measurement
     * @throws IllegalArgumentException if samples are not images, or a number is below 1
     */
    public static Degradation create(Classifier classifier, Head head, Shape image, int patch, int mostSteps) {
        if (mostSteps < 1) {
            throw new IllegalArgumentException(mostSteps + " steps of degradation: take at least 1");
        }
        PatchGrid grid = new PatchGrid(image, patch);
        return new Degradation(classifier, head, grid, Math.min(mostSteps, grid.count()));
    }

    /** {@return how many patches are erased, one after the other} */
    public int steps() {
        return probability.length - 1;
    }

    /**
     * Degrades images; the classifier runs once for each step and once before the first.
     *
     * @param batch {@code [N, C, H, W]}
     * @param classes the explained class of each image
     * @param maps attributions, shaped like the batch
     * @throws IllegalArgumentException if a map is not finite
     */
    public void add(Tensor batch, List<Integer> classes, Tensor maps) {
        int samples = batch.shape().dimension(0);
        int values = batch.shape().inner().elementCount();
        List<List<Integer>> orders = new ArrayList<>();
        for (int n = 0; n < samples; n++) {
            orders.add(grid.order(maps.slice(n)));
        }
        float[] degraded = new float[samples * values];
        batch.copyTo(degraded, 0);
        double[] sums = new double[samples];
        for (int step = 0; step <= steps(); step++) {
            for (int n = 0; n < samples && step > 0; n++) {
                grid.erase(batch.slice(n), orders.get(n).get(step - 1), degraded, n * values);
            }
            Tensor logits = classifier.logits(Tensor.wrap(batch.shape(), degraded.clone()));
            for (int n = 0; n < samples; n++) {
                double share = probability(logits.slice(n), classes.get(n));
                probability[step] += share;
                logit[step] += logits.slice(n).at(classes.get(n));
                sums[n] += step == 0 || step == steps() ? share / 2 : share;
            }
        }
        for (double sum : sums) {
            areas.add(sum / steps());
        }
    }

    /**
     * Ends the measurement.
     *
     * @return means over all images so far
     * @throws IllegalStateException if there were none
     */
    public DegradationCurve curve() {
        if (areas.isEmpty()) {
            throw new IllegalStateException("no image was degraded");
        }
        return new DegradationCurve(means(probability), means(logit), new ImageScores(areas));
    }

    private List<Double> means(double... sums) {
        return Arrays.stream(sums).map(sum -> sum / areas.size()).boxed().toList();
    }

    private double probability(Tensor logits, int chosen) {
        if (head == Head.SIGMOID) {
            return 1 / (1 + Math.exp(-logits.at(chosen)));
        }
        double others = 0;
        for (int k = 0; k < logits.shape().elementCount(); k++) {
            others += Math.exp((double) logits.at(k) - logits.at(chosen));
        }
        return 1 / others;
    }
}
