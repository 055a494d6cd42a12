/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.patternstream.api.explain.Attribution;
import io.patternstream.api.explain.Conservation;
import io.patternstream.api.explain.ExplainRequest;
import io.patternstream.api.explain.Explainer;
import io.patternstream.api.explain.Explanations;
import io.patternstream.api.explain.SampleReport;
import io.patternstream.api.explain.Target;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Engine;
import io.patternstream.engine.Methods;
import io.patternstream.engine.Model;
import io.patternstream.engine.reference.ReferenceProvider;
import io.patternstream.engine.spi.Backend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every backend must agree with plain loops in float64 on whole networks with every operation, for all methods. Occlusion is left
 * out: it subtracts logits, so that its rounding is a share of them and not of the map. A subclass names its backend and what it
 * may lose.
 */
public abstract class NetworksContract {
    private static final int SAMPLES = 2;

    /** {@return a provider of kernels or of a compiler} */
    protected abstract Backend backend();

    /** {@return how far a value may be off, of the largest value of its map} */
    protected abstract double tolerance();

    @ParameterizedTest
    @ValueSource(longs = {11, 12})
    final void everyMethodAgreesWithTheReferenceOnEveryOperation(long seed) {
        compare(OperationNets.model(OperationNets.everything(seed)), OperationNets.images(seed, SAMPLES), seed);
        compare(OperationNets.model(OperationNets.sums(seed, 1)), OperationNets.images(seed, SAMPLES), seed);
        compare(RandomNets.branched(seed, true), RandomNets.images(seed, SAMPLES), seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {13, 14})
    final void sampleThatIsNotANumberLeavesItsNeighboursAlone(long seed) {
        // Given
        Model model = OperationNets.model(OperationNets.everything(seed));
        int size = OperationNets.INPUT.elementCount();
        Tensor clean = OperationNets.images(seed, 3);
        float[] values = new float[3 * size];
        clean.copyTo(values, 0);
        Arrays.fill(values, size, 2 * size, Float.NaN);
        List<String> methods = methods(model).stream()
                .filter(method -> Methods.passes(method, OperationNets.INPUT) < 3)
                .toList();

        // When
        Explanations expected = explain(model, backend(), clean, methods);
        Explanations got = explain(model, backend(), Tensor.wrap(clean.shape(), values), methods);

        // Then
        for (int i = 0; i < methods.size(); i++) {
            for (int n : new int[] {0, 2}) {
                Tensor one = got.attributions().get(i).values().slice(n);
                Tensor other = expected.attributions().get(i).values().slice(n);
                assertThat(floats(one)).as(methods.get(i)).containsExactly(floats(other));
            }
        }
    }

    private void compare(Model model, Tensor images, long seed) {
        // Given
        List<String> methods = methods(model);

        // When
        Explanations expected = explain(model, new ReferenceProvider(), images, methods);
        Explanations got = explain(model, backend(), images, methods);

        // Then
        assertClose("logits", got.logits(), expected.logits());
        for (int i = 0; i < methods.size(); i++) {
            Attribution one = got.attributions().get(i);
            Attribution other = expected.attributions().get(i);
            assertClose(seed + " " + methods.get(i), one.values(), other.values());
            assertBalanced(seed + " " + methods.get(i), one, other);
        }
    }

    private static List<String> methods(Model model) {
        return Methods.names().stream()
                .filter(method -> !"occlusion".equals(method))
                .filter(method -> Methods.problems(method, model).isEmpty())
                .toList();
    }

    private static Explanations explain(Model model, Backend backend, Tensor images, List<String> methods) {
        int samples = images.shape().dimension(0);
        List<Target> targets = Collections.nCopies(samples, new Target.ClassIndex(1));
        PatternSnapshot patterns = Maps.randomPatterns(model, 3);
        try (Explainer explainer =
                Engine.open(model, backend, () -> Optional.of(patterns)).newExplainer()) {
            return explainer.explain(ExplainRequest.of(images, methods, targets, null));
        }
    }

    private void assertClose(String what, Tensor got, Tensor expected) {
        int size = expected.shape().elementCount() / SAMPLES;
        for (int n = 0; n < SAMPLES; n++) {
            double largest = 0;
            double deviation = 0;
            for (int i = n * size; i < (n + 1) * size; i++) {
                largest = Math.max(largest, Math.abs(expected.at(i)));
                deviation = Math.max(deviation, Math.abs(got.at(i) - expected.at(i)));
            }
            assertThat(deviation).as(what + ", sample " + n).isLessThanOrEqualTo(tolerance() * largest);
        }
    }

    /** Accounts are sums of values that may be off by the tolerance; what they add up to is known to the explained value. */
    private void assertBalanced(String what, Attribution got, Attribution expected) {
        List<Conservation> ours = accounts(got);
        List<Conservation> theirs = accounts(expected);
        assertThat(ours).as(what).hasSameSizeAs(theirs);
        for (int n = 0; n < ours.size(); n++) {
            Conservation one = ours.get(n);
            Conservation other = theirs.get(n);
            double largest = Math.max(
                            Math.abs(other.started()),
                            sumOfMagnitudes(expected.values().slice(n)))
                    + Math.abs(other.biasShare())
                    + Math.abs(other.gated());
            assertThat(new double[] {one.started(), one.biasShare(), one.epsilonAbsorbed(), one.gated()})
                    .as("%s, sample %d", what, n)
                    .containsExactly(
                            new double[] {other.started(), other.biasShare(), other.epsilonAbsorbed(), other.gated()},
                            within(tolerance() * largest));
        }
    }

    private static List<Conservation> accounts(Attribution attribution) {
        List<Conservation> accounts = new ArrayList<>();
        for (SampleReport sample : attribution.samples()) {
            sample.conservation().ifPresent(accounts::add);
        }
        return accounts;
    }

    private static double sumOfMagnitudes(Tensor values) {
        double sum = 0;
        for (float value : floats(values)) {
            sum += Math.abs(value);
        }
        return sum;
    }

    private static float[] floats(Tensor tensor) {
        float[] values = new float[tensor.shape().elementCount()];
        tensor.copyTo(values, 0);
        return values;
    }
}
