/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.api.model.Head;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Engine;
import io.patternstream.engine.Model;
import io.patternstream.engine.golden.VerificationContract;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.reference.ReferenceArray;
import io.patternstream.engine.reference.ReferenceKernels;
import io.patternstream.engine.reference.ReferenceProvider;
import io.patternstream.engine.spi.Kernels;
import io.patternstream.engine.spi.KernelsProvider;
import io.patternstream.engine.spi.LinearKernel;
import io.patternstream.engine.verify.Finding.Verdict;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What verifying finds on a right model, on wrong patterns and on wrong backends. */
final class VerificationTest {
    private static final Shape IMAGE = VerificationContract.IMAGE;

    @Test
    void everythingHoldsOnARightModelWithRightPatterns() {
        // Given
        Model model = VerificationContract.model(0);

        // When
        List<Finding> findings =
                verify(model, new ReferenceProvider(), Optional.of(VerificationContract.patterns(model, 1)), 3);

        // Then
        assertThat(findings).noneMatch(finding -> finding.verdict() == Verdict.FAILED);
        assertThat(findings)
                .filteredOn(finding -> finding.verdict() == Verdict.NOT_APPLICABLE)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.invariant()).isEqualTo(15);
                    assertThat(finding.note()).isEqualTo("the model has node 'relu' (Relu)");
                });
    }

    @Test
    void whatCannotBeCheckedSaysWhy() {
        // Given
        Model model = VerificationContract.model(1);

        // When
        List<Finding> findings = verify(model, new ReferenceProvider(), Optional.empty(), 1);

        // Then
        assertThat(findings).noneMatch(finding -> finding.verdict() == Verdict.FAILED);
        assertThat(notes(findings, 27)).containsOnly("it takes two images");
        assertThat(notes(findings, 1)).containsOnly("no pattern file was given");
    }

    @Test
    void closureIsLeftOutWhereALayerPads() {
        Model model = VerificationContract.model(1);
        List<Finding> findings =
                verify(model, new ReferenceProvider(), Optional.of(VerificationContract.patterns(model, 1)), 2);
        assertThat(notes(findings, 23)).containsExactly("the model has node 'conv' (Convolution) pads");
    }

    @Test
    void operatorsThatSomeMethodsCannotExplainKeepTheOthersFromNothing() {
        // Given: x * tanh(x), then dense
        Random random = new Random(6);
        Network.Builder net = Network.builder("x", IMAGE);
        int tanh = net.add("tanh", new Operation.Activation(new Nonlinearity.Tanh()), 0);
        int product = net.add("product", new Operation.Multiply(), 0, tanh);
        int size = IMAGE.elementCount();
        int flat = net.add("flat", new Operation.Reshape(Shape.of(size)), product);
        net.add("fc", new Operation.Dense(normal(random, Shape.of(3, size)), normal(random, Shape.of(3)), false), flat);

        // When
        Model model = Model.of(net.build(Head.NONE), "m", "0".repeat(64));
        List<Finding> findings = verify(model, new ReferenceProvider(), Optional.empty(), 2);

        // Then
        assertThat(findings).noneMatch(finding -> finding.verdict() == Verdict.FAILED);
        assertThat(findings)
                .filteredOn(finding -> finding.verdict() == Verdict.OK)
                .extracting(Finding::invariant)
                .contains(13, 17, 27, 28, 29, 30, 32);
        assertThat(notes(findings, 18)).containsExactly("the model has node 'tanh' (Tanh)");
        assertThat(notes(findings, 19)).singleElement().asString().contains("node 'product' (Multiply)");
    }

    @Test
    void patternsOfAnotherScaleAreFound() {
        // Given
        Model model = VerificationContract.model(0);

        // When
        List<Finding> findings =
                verify(model, new ReferenceProvider(), Optional.of(VerificationContract.patterns(model, 1.01)), 2);

        // Then
        assertThat(failed(findings)).containsExactly(1, 23);
        assertThat(notes(findings, 1)).singleElement().asString().matches("layer '(conv|fc)', (positive|linear)");
    }

    /** Ways in which a backend can be wrong, and an invariant that each breaks. */
    enum Fault {
        /** Hands back what is right but for its scale. */
        DOUBLED_TRANSPOSE(13),
        /** Mixes up inputs. */
        REVERSED_TRANSPOSE(13),
        /** Loses a little. */
        LEAKING_TRANSPOSE(19),
        /** Lets images of a batch see each other. */
        MIXED_BATCH(27),
        /** Remembers. */
        UNSTEADY(28);

        private final int invariant;

        Fault(int invariant) {
            this.invariant = invariant;
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void aWrongBackendIsFound(Fault fault) {
        List<Finding> findings = verify(VerificationContract.model(0), new WrongProvider(fault), Optional.empty(), 2);
        assertThat(failed(findings)).as("%s", findings).contains(fault.invariant);
    }

    private static List<Finding> verify(
            Model model, KernelsProvider backend, Optional<PatternSnapshot> patterns, int images) {
        Verification verification =
                Verification.of(model, (opened, source) -> Engine.open(opened, backend, source), patterns);
        List<Finding> told = new ArrayList<>();
        List<Finding> findings = verification.run(Verification.randomImages(IMAGE, images, 1), told::add);
        assertThat(told).isEqualTo(findings).hasSize(verification.size());
        return findings;
    }

    private static List<Integer> failed(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.verdict() == Verdict.FAILED)
                .map(Finding::invariant)
                .toList();
    }

    private static List<String> notes(List<Finding> findings, int invariant) {
        return findings.stream()
                .filter(finding -> finding.invariant() == invariant)
                .map(Finding::note)
                .toList();
    }

    private static Tensor normal(Random random, Shape shape) {
        float[] values = new float[shape.elementCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() / 3;
        }
        return Tensor.wrap(shape, values);
    }

    /** The reference kernels with one fault in their layers. */
    private record WrongProvider(Fault fault) implements KernelsProvider {
        @Override
        public String name() {
            return "wrong";
        }

        @Override
        public int priority() {
            return 0;
        }

        @Override
        public Optional<String> obstacle() {
            return Optional.empty();
        }

        @Override
        public Kernels<?> create(int threads) {
            ReferenceKernels kernels = new ReferenceKernels();
            return (Kernels<?>) proxy(Kernels.class, (method, arguments) -> {
                Object result = call(kernels, method, arguments);
                return result instanceof LinearKernel<?> linear ? wrong(linear) : result;
            });
        }

        private Object wrong(LinearKernel<?> linear) {
            int[] calls = {0};
            return proxy(LinearKernel.class, (method, arguments) -> {
                Object result = call(linear, method, arguments);
                return method.getName().equals("transpose") ? spoilt((ReferenceArray) result, calls[0]++) : result;
            });
        }

        private ReferenceArray spoilt(ReferenceArray array, int calls) {
            double[] values = array.values().clone();
            int size = array.shape().inner().elementCount();
            for (int i = 0; i < values.length; i++) {
                double value = array.values()[i];
                int in = i % size;
                values[i] = switch (fault) {
                    case DOUBLED_TRANSPOSE -> 2 * value;
                    case REVERSED_TRANSPOSE -> array.values()[i - in + size - 1 - in];
                    case LEAKING_TRANSPOSE -> value * 0.99;
                    case MIXED_BATCH -> value + 0.01 * array.values()[in];
                    case UNSTEADY -> value * (1 + calls * 1e-7);
                };
            }
            return new ReferenceArray(array.shape(), values);
        }

        private interface Handler {
            Object handle(Method method, Object[] arguments) throws Throwable;
        }

        private static Object proxy(Class<?> type, Handler handler) {
            return Proxy.newProxyInstance(
                    type.getClassLoader(),
                    new Class<?>[] {type},
                    (proxy, method, arguments) -> handler.handle(method, arguments));
        }

        private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
            try {
                return method.invoke(target, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }
}
