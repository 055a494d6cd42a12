/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.evaluation.signal;

import io.patternstream.evaluation.signal.ResidualRegression.Part;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.jspecify.annotations.Nullable;

/** Measures one layer. For one use, by one thread. */
final class LayerMeasurement {
    private final LayerSample sample;
    private final Directions directions;
    private final Map<SignalEstimator, Double> sums = new EnumMap<>(SignalEstimator.class);
    private int measured;

    LayerMeasurement(LayerSample sample, Directions directions) {
        this.sample = sample;
        this.directions = directions;
    }

    LayerQuality measure(Set<SignalEstimator> estimators) {
        int inputs = sample.layer().weights().shape().inner().elementCount();
        int all = sample.layer().weights().shape().dimension(0);
        int groups = sample.regression().inputs() / inputs;
        List<SignalEstimator> wanted =
                estimators.stream().filter(directions::known).toList();
        for (int group = 0; group < groups; group++) {
            int first = group * (all / groups);
            measureGroup(wanted, group * inputs, first, first + all / groups);
        }
        sums.replaceAll((estimator, sum) -> sum / measured);
        return new LayerQuality(
                sample.layer().id(),
                inputs,
                measured,
                sample.regression().count(),
                sample.heldOut().count(),
                sums);
    }

    private void measureGroup(List<SignalEstimator> wanted, int firstInput, int firstNeuron, int endNeuron) {
        @Nullable Group group = null;
        for (int k = 0; k < sample.neurons().length; k++) {
            int neuron = sample.neurons()[k];
            if (neuron >= firstNeuron && neuron < endNeuron) {
                group = group == null ? group(firstInput) : group;
                measureNeuron(wanted, group, neuron, k);
            }
        }
    }

    private Group group(int firstInput) {
        int inputs = sample.layer().weights().shape().inner().elementCount();
        HalfRows regression = new HalfRows(sample.regression(), firstInput, inputs);
        HalfRows heldOut = new HalfRows(sample.heldOut(), firstInput, inputs);
        return new Group(regression, heldOut);
    }

    private void measureNeuron(List<SignalEstimator> wanted, Group group, int neuron, int k) {
        DMatrixRMaj weights = directions.weights(neuron);
        if (!group.regression.varies(weights) || !group.heldOut.varies(weights)) {
            return;
        }
        measured++;
        DMatrixRMaj y = group.regression.outputs(weights);
        DMatrixRMaj heldOutY = group.heldOut.outputs(weights);
        for (SignalEstimator estimator : wanted) {
            double rho = 1;
            if (estimator != SignalEstimator.IDENTITY) {
                List<DMatrixRMaj> found = directions.of(estimator, neuron, weights);
                DMatrixRMaj v = group.fit().fit(y, group.regression.parts(found, weights, k));
                List<Part> parts = group.heldOut.parts(found, weights, k);
                rho = 1 - correlation(heldOutY, group.heldOut.residual(v, parts));
            }
            sums.merge(estimator, rho, Double::sum);
        }
    }

    /** Of centred values; 0 where it is negative or one of them does not vary. */
    private static double correlation(DMatrixRMaj a, DMatrixRMaj b) {
        double norms = NormOps_DDRM.normF(a) * NormOps_DDRM.normF(b);
        double product = CommonOps_DDRM.dot(a, b);
        if (!Double.isFinite(norms) || !Double.isFinite(product)) {
            throw new IllegalArgumentException("rows or patterns are not finite, or so large that squares overflow");
        }
        return norms == 0 ? 0 : Math.max(0, Math.min(1, product / norms));
    }

    /** The rows of one group of neurons in both halves. */
    private static final class Group {
        private final HalfRows regression;
        private final HalfRows heldOut;
        private @Nullable ResidualRegression fit;

        Group(HalfRows regression, HalfRows heldOut) {
            this.regression = regression;
            this.heldOut = heldOut;
        }

        /** Factorised when it is first needed: the inputs of a group whose neurons are all constant may be constant. */
        ResidualRegression fit() {
            ResidualRegression known = fit;
            if (known == null) {
                known = ResidualRegression.of(regression.x());
                fit = known;
            }
            return known;
        }
    }
}
