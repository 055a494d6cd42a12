/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.patternstream.api.explain.Conservation;
import io.patternstream.api.explain.ExplainRequest;
import io.patternstream.api.explain.StartValue;
import io.patternstream.api.explain.Target;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Methods;
import io.patternstream.engine.Model;
import io.patternstream.engine.golden.Deviation;
import io.patternstream.engine.reference.ReferenceCompiler;
import io.patternstream.engine.reference.ReferenceKernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Recorded, optimised and interpreted in float64, every method gives what it gives when the same kernels run one after the other.
 * They are the same sums, few of them in another order: 1e-12 of the largest value.
 */
final class RecordedProgramsTest {
    private static final double ROUNDING = 1e-12;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void everyMethodOnNetworksOfRandomBlocks(long seed) {
        assertSame(RandomNets.any(seed, true), RandomNets.images(seed, 2), null);
        assertSame(RandomNets.any(seed + 100, false), RandomNets.images(seed, 2), StartValue.ONE);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void everyMethodOnBranchesAndOnEveryOperation(long seed) {
        assertSame(RandomNets.branched(seed, true), RandomNets.images(seed, 3), StartValue.LOGIT);
        assertSame(OperationNets.model(OperationNets.sums(seed, 1)), OperationNets.images(seed, 2), null);
        assertSame(OperationNets.model(OperationNets.everything(seed)), OperationNets.images(seed, 2), null);
    }

    private static void assertSame(Model model, Tensor images, @Nullable StartValue start) {
        // Given
        List<String> methods = Methods.names().stream()
                .filter(method -> Methods.problems(method, model).isEmpty())
                .toList();
        int samples = images.shape().dimension(0);
        ExplainRequest request = new ExplainRequest(
                images,
                methods,
                List.of(
                        Collections.nCopies(samples, new Target.MaxOutput()),
                        Collections.nCopies(samples, new Target.Contrast(0, 2))),
                start);
        PatternSnapshot patterns = Maps.randomPatterns(model, 3);

        // When
        List<Kept> expected;
        List<Kept> got;
        try (Attributor eager = Attributor.create(
                        model.network(),
                        model.description(),
                        model.layers(),
                        new ReferenceKernels(),
                        () -> Optional.of(patterns));
                Attributor compiled = Attributor.create(
                        model.network(),
                        model.description(),
                        model.layers(),
                        new ReferenceCompiler(),
                        () -> Optional.of(patterns))) {
            expected = explain(eager, request);
            got = explain(compiled, request);
        }

        // Then
        assertThat(got).hasSameSizeAs(expected).hasSizeGreaterThan(2 * methods.size());
        for (int i = 0; i < got.size(); i++) {
            Kept one = got.get(i);
            Kept other = expected.get(i);
            assertThat(one.what).isEqualTo(other.what);
            assertThat(Deviation.of(one.values, other.values, 0, other.values.length)
                            .max())
                    .as(one.what)
                    .isLessThan(ROUNDING);
            assertBalanced(one, other);
        }
    }

    /** Residuals are what rounding leaves; all else must agree, to rounding of the values that were added up. */
    private static void assertBalanced(Kept one, Kept other) {
        assertThat(one.conservation).as(one.what).hasSameSizeAs(other.conservation);
        double magnitude = Arrays.stream(other.values).map(Math::abs).sum();
        for (int n = 0; n < one.conservation.size(); n++) {
            double[] expected = numbers(other.conservation.get(n));
            double largest = Math.max(
                    magnitude, Arrays.stream(expected).map(Math::abs).max().orElseThrow());
            assertThat(numbers(one.conservation.get(n)))
                    .as("%s: %s and %s", one.what, one.conservation.get(n), other.conservation.get(n))
                    .containsExactly(expected, within(ROUNDING * largest));
        }
    }

    private static double[] numbers(Conservation accounts) {
        return new double[] {accounts.started(), accounts.biasShare(), accounts.epsilonAbsorbed(), accounts.gated()};
    }

    private static List<Kept> explain(Attributor attributor, ExplainRequest request) {
        List<Kept> results = new ArrayList<>();
        attributor.explain(request, new Attributor.Sink() {
            @Override
            public void logits(Tensor rounded, Values values) {
                results.add(new Kept("logits", values.exact(), List.of()));
            }

            @Override
            public void attribution(Attributor.Result result, Values values) {
                String what = result.method() + " " + result.targetList();
                results.add(new Kept(what, values.exact(), result.conservation()));
            }
        });
        return results;
    }

    private static final class Kept {
        private final String what;
        private final double[] values;
        private final List<Conservation> conservation;

        Kept(String what, double[] values, List<Conservation> conservation) {
            this.what = what;
            this.values = values;
            this.conservation = conservation;
        }
    }
}
