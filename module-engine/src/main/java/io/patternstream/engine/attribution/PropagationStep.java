/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.rule.LayerRule;
import io.patternstream.engine.rule.Modifier;
import io.patternstream.engine.rule.Share;
import io.patternstream.engine.spi.Kernels;
import io.patternstream.engine.spi.LinearMap;
import java.util.ArrayList;
import java.util.List;

/**
 * An LRP rule at one layer: its modified weights lie prepared. Belongs to one thread; closing frees them.
 *
 * @param <A> the backend's array
 */
final class PropagationStep<A> implements AutoCloseable {
    private static final Nonlinearity RELU = new Nonlinearity.Relu();

    private final Kernels<A> kernels;
    private final LayerRule.Propagation rule;
    private final List<Part<A>> parts = new ArrayList<>();
    private final List<LinearMap<A>> owned = new ArrayList<>();

    private PropagationStep(Kernels<A> kernels, LayerRule.Propagation rule) {
        this.kernels = kernels;
        this.rule = rule;
    }

    /**
     * Prepares a rule.
     *
     * @param plan the network
     * @param position of the layer
     * @param rule the rule
     * @param <A> the backend's array
     * @return the step
     */
    static <A> PropagationStep<A> prepare(Plan<A> plan, int position, LayerRule.Propagation rule) {
        PropagationStep<A> step = new PropagationStep<>(plan.kernels(), rule);
        try {
            rule.shares().forEach(share -> step.parts.add(step.part(plan, position, share)));
            return step;
        } catch (RuntimeException e) {
            step.close();
            throw e;
        }
    }

    /** {@return the rule for one batch, whose sums are computed once for all of its targets; for one scope} */
    LayerStep<A> forBatch() {
        List<A> sums = new ArrayList<>();
        return (h, z, r, ledger) -> {
            if (sums.isEmpty()) {
                parts.forEach(part -> sums.add(part.sum(kernels, h, z)));
            }
            return apply(sums, h, z, r, ledger);
        };
    }

    private A apply(List<A> sums, A h, A z, A r, Ledger<A> ledger) {
        A total = null;
        for (int i = 0; i < parts.size(); i++) {
            Part<A> part = parts.get(i);
            A quotient = kernels.divide(part.relevance(kernels, z, r), sums.get(i), rule.epsilon());
            ledger.shared(quotient, sums.get(i), rule.epsilon(), part.bias);
            for (Weighted<A> term : part.terms) {
                A share = term.input.times(kernels, term.map.transpose(quotient), h);
                total = total == null ? share : kernels.add(total, share);
            }
        }
        return total == null ? kernels.constant(h, 0) : total;
    }

    @Override
    public void close() {
        owned.forEach(LinearMap::close);
        owned.clear();
    }

    /** Terms that read only negative inputs are left out where there are none. */
    private Part<A> part(Plan<A> plan, int position, Share share) {
        Operation.Linear linear =
                (Operation.Linear) plan.network().node(position).operation();
        double[] bias = share.bias().apply(linear.bias().toArray());
        if (share.isOutput()) {
            return new Part<>(
                    share, List.of(new Weighted<>(Modifier.VALUE, plan.weights().at(position))), Ledger.bias(bias));
        }
        int input = plan.network().node(position).inputs().get(0);
        boolean negative = !plan.signs().nonNegative(input);
        List<Weighted<A>> terms = new ArrayList<>();
        for (Share.Term term : share.terms()) {
            if (negative || !term.input().ignoresPositive()) {
                Modifier biases = terms.isEmpty() ? share.bias() : Modifier.NONE;
                LinearMap<A> map = LayerKernels.kernel(
                        kernels,
                        plan.network(),
                        position,
                        LayerCoefficients.modified(position, linear, term.weights(), biases));
                owned.add(map);
                terms.add(new Weighted<>(term.input(), map));
            }
        }
        return new Part<>(share, terms, Ledger.bias(bias));
    }

    /** One sum of the rule, with its biases, which are empty where all are 0. */
    private static final class Part<A> {
        private final Share share;
        private final List<Weighted<A>> terms;
        private final double[] bias;

        Part(Share share, List<Weighted<A>> terms, double... bias) {
            this.share = share;
            this.terms = terms;
            this.bias = bias;
        }

        A sum(Kernels<A> kernels, A h, A z) {
            if (share.isOutput()) {
                return z;
            }
            A sum = null;
            for (Weighted<A> term : terms) {
                A value = term.map.forward(term.input.apply(kernels, h));
                sum = sum == null ? value : kernels.add(sum, value);
            }
            return sum == null ? kernels.constant(z, 0) : sum;
        }

        A relevance(Kernels<A> kernels, A z, A r) {
            A taken =
                    switch (share.side()) {
                        case BOTH -> r;
                        case POSITIVE -> kernels.activateBackward(r, z, RELU);
                        case NEGATIVE -> kernels.activateBackward(r, kernels.scale(z, -1), RELU);
                    };
            return share.factor() == 1 ? taken : kernels.scale(taken, share.factor());
        }
    }

    /** One term with its modified weights; the first of a sum carries the bias. */
    private record Weighted<A>(Modifier input, LinearMap<A> map) {}
}
