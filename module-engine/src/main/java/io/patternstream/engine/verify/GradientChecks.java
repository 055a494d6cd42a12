/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.verify;

import io.patternstream.api.explain.Attribution;
import io.patternstream.api.explain.StartValue;
import io.patternstream.api.explain.Target;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.verify.Check.Measurement;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** That gradients are gradients. Stateless. */
final class GradientChecks {
    private static final long SEED = 20;
    private static final String PATH = "integrated_gradients(128)";
    private static final double NOISE = 0.05;
    private static final int DIRECTIONS = 4;
    private static final double[] STEPS = {1e-5, 1e-4, 1e-3, 1e-2};

    private GradientChecks() {}

    static List<Check> all() {
        return List.of(
                new Check(13, "the gradient is what differences of the logit say", 0.02, GradientChecks::differences),
                new Check(13, "maps grow with the start value", 1e-4, GradientChecks::homogeneity),
                new Check(17, "a contrast is the difference of its classes", 1e-3, GradientChecks::linearity),
                new Check(15, "without activations all signal methods agree", 1e-6, GradientChecks::signals),
                new Check(32, "integrated gradients add up to f(x) - f(0)", 0.05, GradientChecks::completeness));
    }

    /**
     * Along directions half random, half uphill; of four step widths the one that rounding and kinks disturb least. On an
     * even background all values of a pool's window are equal, and a maximum of equal values has no derivative: hence the noise.
     */
    private static Measurement differences(Subject subject) {
        Tensor image = noisy(subject.image(0));
        Tensor gradient = subject.map(image, "gradient", subject.target(), StartValue.ONE);
        double steep = Distance.norm(gradient);
        if (steep == 0) {
            return Measurement.notApplicable("the gradient near the first image is 0");
        }
        Random random = new Random(SEED);
        double worst = 0;
        for (int d = 0; d < DIRECTIONS; d++) {
            double[] direction = direction(gradient, steep, random);
            double slope = 0;
            for (int i = 0; i < direction.length; i++) {
                slope += direction[i] * gradient.at(i);
            }
            double best = Double.POSITIVE_INFINITY;
            for (double step : STEPS) {
                double width = step * Math.max(Distance.norm(image), 1);
                double difference = (logit(subject, image, direction, width) - logit(subject, image, direction, -width))
                        / (2 * width);
                best = Math.min(best, Math.abs(difference - slope) / steep);
            }
            worst = Math.max(worst, best);
        }
        return Measurement.of(worst, "gradient");
    }

    private static Tensor noisy(Tensor image) {
        Random random = new Random(SEED);
        double level = NOISE
                * Math.max(Distance.norm(image), 1)
                / Math.sqrt(image.shape().elementCount());
        float[] values = new float[image.shape().elementCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (image.at(i) + level * random.nextGaussian());
        }
        return Tensor.wrap(image.shape(), values);
    }

    private static double[] direction(Tensor gradient, double steep, Random random) {
        double[] direction = new double[gradient.shape().elementCount()];
        double squares = 0;
        for (int i = 0; i < direction.length; i++) {
            direction[i] = random.nextGaussian();
            squares += direction[i] * direction[i];
        }
        double scale = 1 / Math.sqrt(2);
        for (int i = 0; i < direction.length; i++) {
            direction[i] = scale * (direction[i] / Math.sqrt(squares) + gradient.at(i) / steep);
        }
        return direction;
    }

    private static double logit(Subject subject, Tensor image, double[] direction, double width) {
        float[] values = new float[direction.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (image.at(i) + width * direction[i]);
        }
        return subject.logits(Tensor.wrap(image.shape(), values)).at(subject.top());
    }

    private static Measurement homogeneity(Subject subject) {
        float logit = subject.logits().at(subject.top());
        Tensor image = subject.image(0);
        Measurement worst = Measurement.of(0, "");
        for (String method : logit > 0 ? List.of("gradient", "deconvnet", "guided") : List.of("gradient")) {
            worst = worst.or(Measurement.where(method, () -> {
                Tensor one = subject.map(image, method, subject.target(), StartValue.ONE);
                Tensor grown = subject.map(image, method, subject.target(), StartValue.LOGIT);
                return Distance.of(grown, times(one, logit));
            }));
        }
        return worst;
    }

    private static Measurement linearity(Subject subject) {
        int classes = subject.model().description().classes();
        if (classes < 2) {
            return Measurement.notApplicable("it takes two classes");
        }
        int other = (subject.top() + 1) % classes;
        Measurement worst = Measurement.of(0, "");
        for (String method : List.of("gradient", "input_x_gradient", "lrp.z")) {
            worst = worst.or(Measurement.where(method, () -> contrast(subject, method, other)));
        }
        return worst;
    }

    /** How far the contrast of two classes is from the difference of their maps, relative to what is subtracted. */
    private static double contrast(Subject subject, String method, int other) {
        Tensor wanted = map(subject, method, subject.target());
        Tensor unwanted = map(subject, method, new Target.ClassIndex(other));
        Tensor contrast = map(subject, method, new Target.Contrast(subject.top(), other));
        return Distance.of(contrast, minus(wanted, unwanted), Distance.norm(wanted) + Distance.norm(unwanted));
    }

    private static Tensor map(Subject subject, String method, Target target) {
        return subject.map(subject.images(), method, target, null);
    }

    private static Measurement signals(Subject subject) {
        Optional<String> obstacle = Obstacle.toLinearity(subject.model().network());
        if (obstacle.isPresent()) {
            return Measurement.notApplicable("the model has " + obstacle.get());
        }
        Tensor gradient = subject.map(subject.images(), "gradient", subject.target(), StartValue.LOGIT);
        Measurement worst = Measurement.of(0, "");
        for (String method : List.of("deconvnet", "guided")) {
            Tensor map = subject.map(subject.images(), method, subject.target(), StartValue.LOGIT);
            worst = worst.or(Measurement.of(Distance.of(map, gradient), method));
        }
        return worst;
    }

    private static Measurement completeness(Subject subject) {
        Tensor image = subject.image(0);
        Tensor black = Tensor.wrap(image.shape(), new float[image.shape().elementCount()]);
        double there = subject.logits().at(subject.top());
        double here = subject.logits(black).at(subject.top());
        Attribution map = subject.attribution(image, PATH, subject.target(), StartValue.ONE);
        double scale = Math.max(Math.abs(there) + Math.abs(here), Float.MIN_NORMAL);
        return Measurement.of(Math.abs(map.samples().get(0).sum() - (there - here)) / scale, PATH);
    }

    private static Tensor times(Tensor tensor, float factor) {
        float[] values = new float[tensor.shape().elementCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = tensor.at(i) * factor;
        }
        return Tensor.wrap(tensor.shape(), values);
    }

    private static Tensor minus(Tensor a, Tensor b) {
        float[] values = new float[a.shape().elementCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = a.at(i) - b.at(i);
        }
        return Tensor.wrap(a.shape(), values);
    }
}
