/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.model.LayerId;
import io.patternstream.api.pattern.ActivationTap;
import io.patternstream.api.pattern.LayerMoments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Keeps what a tap is told and merges it when it is read: means of means, and sums that are moved to the common mean. */
final class MergedMoments implements ActivationTap {
    private final Map<LayerId, Map<Integer, List<Part>>> positive = new HashMap<>();
    private final Map<LayerId, Map<Integer, List<Part>>> negative = new HashMap<>();

    @Override
    public void accept(LayerMoments moments) {
        Map<Integer, List<Part>> layer =
                (moments.positive() ? positive : negative).computeIfAbsent(moments.layer(), key -> new HashMap<>());
        for (int k = 0; k < moments.neurons(); k++) {
            layer.computeIfAbsent(moments.first() + k, key -> new ArrayList<>()).add(Part.of(moments, k));
        }
    }

    /** Every neuron of a layer that was reported. */
    int neurons(boolean sign, LayerId layer) {
        return (sign ? positive : negative).get(layer).size();
    }

    /** The statistics of one neuron over the rows of one sign. */
    Part neuron(boolean sign, LayerId layer, int neuron) {
        List<Part> parts = (sign ? positive : negative).get(layer).get(neuron);
        long count = parts.stream().mapToLong(Part::count).sum();
        int inputs = parts.get(0).meanX.length;
        double[] meanX = new double[inputs];
        double[] coMoment = new double[inputs];
        double meanY = 0;
        double m2Y = 0;
        for (Part part : parts) {
            double share = count == 0 ? 0 : part.count / (double) count;
            meanY += share * part.meanY;
            for (int i = 0; i < inputs; i++) {
                meanX[i] += share * part.meanX[i];
            }
        }
        for (Part part : parts) {
            m2Y += part.m2Y + part.count * (part.meanY - meanY) * (part.meanY - meanY);
            for (int i = 0; i < inputs; i++) {
                coMoment[i] += part.coMoment[i] + part.count * (part.meanX[i] - meanX[i]) * (part.meanY - meanY);
            }
        }
        return new Part(count, meanX, meanY, coMoment, m2Y);
    }

    /** Statistics of some rows of one neuron. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Part(long count, double[] meanX, double meanY, double[] coMoment, double m2Y) {
        private static Part of(LayerMoments moments, int k) {
            int from = k * moments.inputs();
            int to = from + moments.inputs();
            return new Part(
                    moments.counts()[k],
                    Arrays.copyOfRange(moments.meanX(), from, to),
                    moments.meanY()[k],
                    Arrays.copyOfRange(moments.coMoment(), from, to),
                    moments.m2Y()[k]);
        }
    }
}
