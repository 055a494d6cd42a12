/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.explain.Conservation;
import io.patternstream.engine.spi.Kernels;
import io.patternstream.engine.spi.Sums;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds up per sample, in float64, what stays behind on one backward pass. What is conserved on the way down is the sum of the
 * relevance; for input x gradient it is the sum of the gradient times the activations, so that relevance which ends at a closed
 * activation is no loss there. The pass makes the entries; the sums are added up when they are asked for.
 *
 * @param <A> the backend's array
 */
final class Accounts<A> implements Ledger<A> {
    private final Kernels<A> kernels;
    private final boolean gates;
    private final Account started = new Account();
    private final Account returned = new Account();
    private final Account biasShare = new Account();
    private final Account absorbed = new Account();
    private final Account gated = new Account();

    /**
     * Opens accounts.
     *
     * @param kernels the backend
     * @param gates whether relevance is lost at closed activations rather than to biases: PatternAttribution
     */
    Accounts(Kernels<A> kernels, boolean gates) {
        this.kernels = kernels;
        this.gates = gates;
    }

    /** Notes what is shared out. */
    void start(A values) {
        started.enter(kernels.sums().weighted(values, 1), 1);
    }

    /** Notes what arrived. */
    void close(A attribution) {
        returned.enter(kernels.sums().weighted(attribution, 1), 1);
    }

    @Override
    public void shared(A quotient, A sum, double epsilon, double... bias) {
        if (bias.length > 0 && !gates) {
            biasShare.enter(kernels.sums().weighted(quotient, bias), 1);
        }
        if (epsilon > 0) {
            absorbed.enter(kernels.sums().signed(quotient, sum), epsilon);
        }
    }

    @Override
    public void gated(A arriving, A passed) {
        if (gates) {
            gated.enter(kernels.sums().weighted(arriving, 1), 1);
            gated.enter(kernels.sums().weighted(passed, 1), -1);
        }
    }

    /** The balance of every sample. */
    List<Conservation> balance(int samples) {
        double[] start = started.sums(samples);
        double[] end = returned.sums(samples);
        double[] biases = biasShare.sums(samples);
        double[] stabilisers = absorbed.sums(samples);
        double[] gates = gated.sums(samples);
        List<Conservation> accounts = new ArrayList<>();
        for (int n = 0; n < samples; n++) {
            double residual = start[n] - end[n] - biases[n] - stabilisers[n] - gates[n];
            accounts.add(new Conservation(start[n], biases[n], stabilisers[n], gates[n], residual));
        }
        return accounts;
    }

    private static final class Account {
        private final List<Entry> entries = new ArrayList<>();

        void enter(Sums.Total total, double factor) {
            entries.add(new Entry(total, factor));
        }

        double[] sums(int samples) {
            double[] sums = new double[samples];
            entries.forEach(entry -> entry.total.addTo(sums, entry.factor));
            return sums;
        }
    }

    private record Entry(Sums.Total total, double factor) {}
}
