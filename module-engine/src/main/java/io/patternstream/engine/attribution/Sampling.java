/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.rule.Procedure;

/** Computes what needs more forward passes than one. One use, for one batch. */
final class Sampling {
    private final Run run;
    private final int logits;
    private final Tensor batch;

    /**
     * Prepares it.
     *
     * @param run goes forward as often as needed
     * @param logits position of the network's output
     * @param batch the images
     */
    Sampling(Run run, int logits, Tensor batch) {
        this.run = run;
        this.logits = logits;
        this.batch = batch;
    }

    /**
     * Averages gradients.
     *
     * @param procedure where and how
     * @param pass position of the gradient in the schedule
     * @param signs of the explained logits, {@code [N, K]}
     * @return as many values as the batch has
     */
    double[] gradients(Procedure.Gradients procedure, int pass, Tensor signs) {
        Moments moments = new Moments(batch.shape().elementCount());
        for (int i = 0; i < procedure.path().points(); i++) {
            run.forward(Points.at(procedure.path(), i, batch));
            moments.add(run.backward(pass, signs).exact());
        }
        double[] result = moments.result(procedure.statistic());
        for (int i = 0; procedure.timesInput() && i < result.length; i++) {
            result[i] *= batch.at(i);
        }
        return result;
    }

    /**
     * Hides one square of the images after the other.
     *
     * @param procedure which squares
     * @param signs of the explained logits, {@code [N, K]}
     * @return as many values as the batch has
     */
    double[] occlusion(Procedure.Occlusion procedure, Tensor signs) {
        Occlusions occlusions = Occlusions.of(procedure, batch.shape());
        double[] whole = explained(Points.values(batch), signs);
        for (int i = 0; i < occlusions.count(); i++) {
            double[] hidden = occlusions.hide(i, Points.values(batch));
            occlusions.record(i, whole, explained(hidden, signs));
        }
        return occlusions.result();
    }

    /** The explained value of every image. */
    private double[] explained(double[] images, Tensor signs) {
        run.forward(images);
        double[] values = run.output(logits).exact();
        int classes = signs.shape().dimension(1);
        double[] explained = new double[signs.shape().dimension(0)];
        for (int i = 0; i < values.length; i++) {
            explained[i / classes] += signs.at(i) == 0 ? 0 : signs.at(i) * values[i];
        }
        return explained;
    }

    /** Running mean and sum of squared deviations (Welford 1962). */
    private static final class Moments {
        private final double[] mean;
        private final double[] deviation;
        private int count;

        Moments(int size) {
            mean = new double[size];
            deviation = new double[size];
        }

        void add(double[] values) {
            count++;
            for (int i = 0; i < mean.length; i++) {
                double difference = values[i] - mean[i];
                mean[i] += difference / count;
                deviation[i] += difference * (values[i] - mean[i]);
            }
        }

        double[] result(Procedure.Statistic statistic) {
            double[] result = new double[mean.length];
            for (int i = 0; i < result.length; i++) {
                result[i] = switch (statistic) {
                    case MEAN -> mean[i];
                    case MEAN_SQUARE -> mean[i] * mean[i] + deviation[i] / count;
                    case VARIANCE -> deviation[i] / count;
                };
            }
            return result;
        }
    }
}
