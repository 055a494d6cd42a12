/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.api.explain.ExplainRequest;
import io.patternstream.api.explain.Target;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.reference.ReferenceArray;
import io.patternstream.engine.reference.ReferenceKernels;
import io.patternstream.engine.spi.Kernels;
import io.patternstream.engine.spi.LinearKernel;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Prepared rules are kept within bounds, and what was dropped is prepared again as it was. */
final class LayerStepsTest {
    private static final int LAYERS = 2;
    /** Of gamma: four in the lower layer, two in the upper one, whose inputs are not negative. */
    private static final int KERNELS_OF_A_RULE = 6;

    private static final int KEPT_RULES = 12;

    @Test
    void manyParametersInARowStayRightAndHoldABoundedNumberOfKernels() {
        // Given
        TwoLayers net = TwoLayers.random(1, new Nonlinearity.Relu());
        Tensor images = TwoLayers.images(1, 2);
        AtomicInteger open = new AtomicInteger();
        int most = 0;

        // When
        try (Attributor attributor = Attributor.create(
                net.model.network(), net.model.description(), net.model.layers(), counting(open), Optional::empty)) {
            for (int round = 0; round < 2; round++) {
                for (int i = 1; i <= 40; i++) {
                    String method = "lrp.gamma(" + i / 8.0 + ")";
                    double[] kept = explain(attributor, images, method);
                    most = Math.max(most, open.get());
                    // Then
                    assertThat(kept)
                            .as(method)
                            .containsExactly(
                                    Maps.explain(net.model, images, List.of(method), new Target.MaxOutput(), null)
                                            .only());
                }
            }
        }

        // Then: the weights, the rules that are kept, and those of one more request
        assertThat(most).isEqualTo(LAYERS + (KEPT_RULES + 1) * KERNELS_OF_A_RULE);
        assertThat(open).hasValue(0);
    }

    private static double[] explain(Attributor attributor, Tensor images, String method) {
        List<double[]> results = new ArrayList<>();
        List<Target> targets = List.of(new Target.MaxOutput(), new Target.MaxOutput());
        attributor.explain(ExplainRequest.of(images, List.of(method), targets, null), new Attributor.Sink() {
            @Override
            public void logits(Tensor rounded, Values values) {
                // not looked at
            }

            @Override
            public void attribution(Attributor.Result result, Values values) {
                results.add(values.exact());
            }
        });
        return results.get(0);
    }

    /** The reference kernels; the number of prepared layers that are not closed goes to a counter. */
    @SuppressWarnings("unchecked") // a proxy of that interface
    private static Kernels<ReferenceArray> counting(AtomicInteger open) {
        ReferenceKernels kernels = new ReferenceKernels();
        return (Kernels<ReferenceArray>) proxy(Kernels.class, (proxy, method, arguments) -> {
            Object result = call(kernels, method, arguments);
            if (!(result instanceof LinearKernel<?> linear)) {
                return result;
            }
            open.incrementAndGet();
            return proxy(LinearKernel.class, (inner, called, values) -> {
                open.addAndGet(called.getName().equals("close") ? -1 : 0);
                return call(linear, called, values);
            });
        });
    }

    private static Object proxy(Class<?> type, InvocationHandler handler) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
