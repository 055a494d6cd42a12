/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.rule.Procedure;

/** Computes attributions from passes over one batch. One use. */
final class Procedures {
    private final Network network;
    private final Schedule schedule;
    private final Run run;
    private final Tensor batch;

    /**
     * Prepares it.
     *
     * @param network what is explained
     * @param schedule holds the passes of all jobs
     * @param run runs them
     * @param batch the images
     */
    Procedures(Network network, Schedule schedule, Run run, Tensor batch) {
        this.network = network;
        this.schedule = schedule;
        this.run = run;
        this.batch = batch;
    }

    /** What a method that samples comes to; other forward passes have run afterwards. */
    Values sampled(Job job, Tensor signs) {
        Sampling sampling = new Sampling(run, network.output(), batch);
        double[] values = job.method().procedure() instanceof Procedure.Gradients gradients
                ? sampling.gradients(gradients, pass(job, 0), signs)
                : sampling.occlusion((Procedure.Occlusion) job.method().procedure(), signs);
        return GivenValues.of(batch.shape(), values);
    }

    /** What any other method comes to after the batch's forward pass. */
    Values computed(Job job, Tensor signs) {
        Procedure procedure = job.method().procedure();
        if (procedure instanceof Procedure.Backward) {
            return run.backward(pass(job, 0), signs);
        }
        if (procedure instanceof Procedure.ClassActivation) {
            return GivenValues.of(batch.shape(), classActivation(job, signs));
        }
        return procedure instanceof Procedure.Noise noise
                ? GivenValues.of(batch.shape(), Points.noise(batch, noise.seed()))
                : GivenValues.of(batch.shape(), Points.values(batch));
    }

    /** Position of one of a job's passes in the schedule. */
    int pass(Job job, int index) {
        return schedule.passes().indexOf(job.passes().get(index));
    }

    private double[] classActivation(Job job, Tensor signs) {
        int position = ClassActivationMap.featureMaps(network);
        Shape features = network.node(position).output();
        Shape image = network.inputShape();
        double[] gradients = run.backward(pass(job, 0), signs).exact();
        double[] map = ClassActivationMap.of(run.output(position).exact(), gradients, features, image);
        boolean guided = job.passes().size() > 1;
        double[] values = guided
                ? run.backward(pass(job, 1), signs).exact()
                : new double[batch.shape().elementCount()];
        int channels = image.dimension(0);
        int pixels = image.elementCount() / channels;
        for (int i = 0; i < values.length; i++) {
            double pixel = map[i / image.elementCount() * pixels + i % pixels];
            values[i] = guided ? values[i] * pixel : pixel / channels;
        }
        return values;
    }
}
