/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.explain.Conservation;
import io.patternstream.engine.spi.Kernels;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds up per sample, in float64, what stays behind on one backward pass. What is conserved on the way down is the sum of the
 * relevance; for input x gradient it is the sum of the gradient times the activations, so that relevance which ends at a closed
 * activation is no loss there. One use, inside an open scope.
 *
 * @param <A> the backend's array
 */
final class Accounts<A> implements Ledger<A> {
    private final Kernels<A> kernels;
    private final boolean gates;
    private final double[] started;
    private final double[] biasShare;
    private final double[] absorbed;
    private final double[] gated;

    /**
     * Opens accounts.
     *
     * @param kernels the backend
     * @param started the array whose sums are shared out
     * @param gates whether relevance is lost at closed activations rather than to biases: PatternAttribution
     */
    Accounts(Kernels<A> kernels, A started, boolean gates) {
        this.kernels = kernels;
        this.gates = gates;
        this.started = kernels.sums().weighted(started, 1);
        this.biasShare = new double[this.started.length];
        this.absorbed = new double[this.started.length];
        this.gated = new double[this.started.length];
    }

    @Override
    public void shared(A quotient, A sum, double epsilon, double... bias) {
        if (bias.length > 0 && !gates) {
            add(biasShare, kernels.sums().weighted(quotient, bias), 1);
        }
        if (epsilon > 0) {
            add(absorbed, kernels.sums().signed(quotient, sum), epsilon);
        }
    }

    @Override
    public void gated(A arriving, A passed) {
        if (gates) {
            add(gated, kernels.sums().weighted(arriving, 1), 1);
            add(gated, kernels.sums().weighted(passed, 1), -1);
        }
    }

    /** Closes the accounts: one per sample. */
    List<Conservation> close(A attribution) {
        double[] returned = kernels.sums().weighted(attribution, 1);
        List<Conservation> accounts = new ArrayList<>();
        for (int n = 0; n < started.length; n++) {
            double residual = started[n] - returned[n] - biasShare[n] - absorbed[n] - gated[n];
            accounts.add(new Conservation(started[n], biasShare[n], absorbed[n], gated[n], residual));
        }
        return accounts;
    }

    private static void add(double[] account, double[] amounts, double factor) {
        for (int n = 0; n < account.length; n++) {
            account[n] += factor * amounts[n];
        }
    }
}
