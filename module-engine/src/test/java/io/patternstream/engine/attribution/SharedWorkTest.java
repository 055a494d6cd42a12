/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.api.explain.ExplainRequest;
import io.patternstream.api.explain.Target;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Model;
import io.patternstream.engine.reference.ReferenceArray;
import io.patternstream.engine.reference.ReferenceKernels;
import io.patternstream.engine.spi.Kernels;
import io.patternstream.engine.spi.LinearKernel;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How often the layers of a network run, counted in a backend that is real but for the counting. */
final class SharedWorkTest {
    /** Convolutions and dense layers of {@link RandomNets#branched}. */
    private static final int LAYERS = 5;

    private int prepared;
    private int forward;
    private int transposed;

    @Test
    void methodsAndTargetsShareOneForwardPass() {
        // When
        List<Attributor.Result> results = explain(
                List.of("gradient", "lrp.z", "patternnet"),
                List.of(new Target.MaxOutput(), new Target.Contrast(0, 2), new Target.TopK(2), new Target.None()));

        // Then: patternnet has weights of its own
        assertThat(results).hasSize(12);
        assertThat(forward).isEqualTo(LAYERS);
        assertThat(transposed).isEqualTo(12 * LAYERS);
        assertThat(prepared).isEqualTo(2 * LAYERS);
    }

    @Test
    void targetsShareWhatARulePreparesAndItsSums() {
        // When
        explain(List.of("lrp.alpha2beta1"), List.of(new Target.MaxOutput()));
        int once = forward;
        int preparedOnce = prepared;
        forward = 0;
        prepared = 0;
        explain(
                List.of("lrp.alpha2beta1"),
                List.of(new Target.MaxOutput(), new Target.ClassIndex(0), new Target.Contrast(1, 2)));

        // Then
        assertThat(once).isGreaterThan(2 * LAYERS);
        assertThat(forward).isEqualTo(once);
        assertThat(prepared).isEqualTo(preparedOnce);
    }

    private List<Attributor.Result> explain(List<String> methods, List<Target> targets) {
        Model model = RandomNets.branched(51, true);
        Tensor images = RandomNets.images(51, 2);
        List<List<Target>> lists =
                targets.stream().map(target -> Collections.nCopies(2, target)).toList();
        List<Attributor.Result> results = new ArrayList<>();
        try (Attributor attributor = Attributor.create(
                model.network(),
                model.description(),
                model.layers(),
                counting(new ReferenceKernels()),
                () -> Optional.of(Maps.randomPatterns(model, 5)))) {
            attributor.explain(new ExplainRequest(images, methods, lists, null), new Attributor.Sink() {
                @Override
                public void logits(Tensor rounded, Values values) {
                    assertThat(rounded.shape().dimension(0)).isEqualTo(2);
                }

                @Override
                public void attribution(Attributor.Result result, Values values) {
                    results.add(result);
                }
            });
        }
        return results;
    }

    @SuppressWarnings("unchecked") // the proxy stands before kernels of this very type
    private Kernels<ReferenceArray> counting(Kernels<ReferenceArray> kernels) {
        return (Kernels<ReferenceArray>) before(Kernels.class, kernels);
    }

    private Object before(Class<?> type, Object real) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
            forward += method.getName().equals("forward") ? 1 : 0;
            transposed += method.getName().equals("transpose") ? 1 : 0;
            try {
                Object result = method.invoke(real, arguments);
                if (result instanceof LinearKernel) {
                    prepared++;
                    return before(LinearKernel.class, result);
                }
                return result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
    }
}
