/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.evaluation.heatmap;

import io.patternstream.api.explain.Attribution;
import io.patternstream.api.explain.ExplainRequest;
import io.patternstream.api.explain.Explainer;
import io.patternstream.api.explain.StartValue;
import io.patternstream.api.explain.Target;
import io.patternstream.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How attributions change with what they should not depend on, and with what they should. Stateless but for the explainer, which
 * belongs to one thread.
 */
public final class MapStability {
    private final Explainer explainer;
    private final List<String> methods;

    private MapStability(Explainer explainer, List<String> methods) {
        this.explainer = explainer;
        this.methods = methods;
    }

    /**
     * Prepares.
     *
     * @param explainer explains; not closed here
     * @param methods names of methods, at least one
     * @return the measurement
     */
    public static MapStability of(Explainer explainer, List<String> methods) {
        return new MapStability(explainer, List.copyOf(methods));
    }

    /**
     * Max-sensitivity (Yeh et al. 2019): {@code max |E(x + d) - E(x)| / |E(x)|} over perturbations d that are uniform between
     * -radius and radius in every value, of 2-norms, for the same class. Small is stable; a map that does not look at the
     * image has 0. NaN for an image whose map is zero.
     *
     * @param batch {@code [N, C, H, W]}
     * @param classes the explained class of each image
     * @param perturbations how many, at least 1
     * @param radius in units of the model's input
     * @param random draws them
     * @return for each method the images' numbers
     */
    public List<ImageScores> maxSensitivity(
            Tensor batch, List<Integer> classes, int perturbations, double radius, RandomGenerator random) {
        List<Tensor> maps = maps(batch, List.of(targets(classes)), null);
        List<double[]> largest = new ArrayList<>();
        maps.forEach(map -> largest.add(new double[classes.size()]));
        for (int i = 0; i < perturbations; i++) {
            List<Tensor> others = maps(perturbed(batch, radius, random), List.of(targets(classes)), null);
            for (int m = 0; m < maps.size(); m++) {
                for (int n = 0; n < classes.size(); n++) {
                    double change = change(maps.get(m).slice(n), others.get(m).slice(n));
                    largest.get(m)[n] = Math.max(largest.get(m)[n], change);
                }
            }
        }
        return largest.stream().map(MapStability::scores).toList();
    }

    /**
     * Random logit (Sixt et al. 2020): the cosine between the map of the explained class and that of another one, both started
     * with 1. Near 1, a map does not depend on what it explains. NaN for an image of which one map is zero.
     *
     * @param batch {@code [N, C, H, W]}
     * @param classes the explained class of each image
     * @param others another class for each image
     * @return for each method the images' numbers
     */
    public List<ImageScores> randomLogit(Tensor batch, List<Integer> classes, List<Integer> others) {
        List<Tensor> maps = maps(batch, List.of(targets(classes), targets(others)), StartValue.ONE);
        List<ImageScores> scores = new ArrayList<>();
        for (int m = 0; m < methods.size(); m++) {
            double[] cosines = new double[classes.size()];
            for (int n = 0; n < cosines.length; n++) {
                cosines[n] =
                        cosine(maps.get(2 * m).slice(n), maps.get(2 * m + 1).slice(n));
            }
            scores.add(scores(cosines));
        }
        return scores;
    }

    private List<Tensor> maps(Tensor batch, List<List<Target>> targets, @Nullable StartValue start) {
        return explainer.explain(new ExplainRequest(batch, methods, targets, start)).attributions().stream()
                .map(Attribution::values)
                .toList();
    }

    private static List<Target> targets(List<Integer> classes) {
        return classes.stream().<Target>map(Target.ClassIndex::new).toList();
    }

    private static Tensor perturbed(Tensor batch, double radius, RandomGenerator random) {
        float[] values = new float[batch.shape().elementCount()];
        batch.copyTo(values, 0);
        for (int i = 0; i < values.length; i++) {
            values[i] += (float) ((2 * random.nextDouble() - 1) * radius);
        }
        return Tensor.wrap(batch.shape(), values);
    }

    private static double change(Tensor map, Tensor other) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < map.shape().elementCount(); i++) {
            double step = (double) other.at(i) - map.at(i);
            difference += step * step;
            size += (double) map.at(i) * map.at(i);
        }
        return size == 0 ? Double.NaN : Math.sqrt(difference / size);
    }

    private static double cosine(Tensor map, Tensor other) {
        double product = 0;
        double size = 0;
        double otherSize = 0;
        for (int i = 0; i < map.shape().elementCount(); i++) {
            product += (double) map.at(i) * other.at(i);
            size += (double) map.at(i) * map.at(i);
            otherSize += (double) other.at(i) * other.at(i);
        }
        return size == 0 || otherSize == 0 ? Double.NaN : product / Math.sqrt(size) / Math.sqrt(otherSize);
    }

    private static ImageScores scores(double... values) {
        return new ImageScores(Arrays.stream(values).boxed().toList());
    }
}
