/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.api.pattern.ActivationSource;
import io.patternstream.api.pattern.LayerMoments;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Model;
import io.patternstream.engine.architecture.Architecture;
import io.patternstream.engine.attribution.StatisticsContract;
import io.patternstream.engine.spi.Backend;
import io.patternstream.engine.verify.Verification;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Statistics by backward passes to the weights. */
final class OnednnStatisticsTest extends StatisticsContract {
    private final Model model = Architecture.of("squeezenet").model(32, 3);
    private final Tensor first = Verification.randomImages(model.description().input(), 3, 1);
    private final Tensor second = Verification.randomImages(model.description().input(), 3, 2);

    @Override
    protected double rounding() {
        return 3e-7;
    }

    @Override
    protected Backend backend() {
        return new OnednnProvider();
    }

    /** The forward pass is float32, and so are the sums over some hundred rows. */
    @Override
    protected double tolerance() {
        return 2e-5;
    }

    @Test
    void equalBatchesGiveEqualBitsWhateverCameBefore() {
        try (ActivationSource source = source(model);
                ActivationSource other = source(model)) {
            List<Object> once = observed(source, first);
            observed(source, second);
            assertThat(observed(source, first)).isEqualTo(once);
            assertThat(observed(other, first)).isEqualTo(once);
            assertThat(observed(other, second)).isNotEqualTo(once);
        }
    }

    @Test
    void memoryStaysWhatItWasAfterTheFirstBatch() {
        try (ActivationSource source = source(model)) {
            source.observe(first, moments -> {});
            long held = NativeMemory.used();
            for (int i = 0; i < 5; i++) {
                source.observe(i % 2 == 0 ? second : first, moments -> {});
                assertThat(NativeMemory.used()).isEqualTo(held);
            }
        }
        long before = NativeMemory.used();
        try (ActivationSource source = source(model)) {
            source.observe(first, moments -> {});
            assertThat(NativeMemory.used()).isGreaterThan(before);
        }
        assertThat(NativeMemory.used()).isEqualTo(before);
    }

    private static List<Object> observed(ActivationSource source, Tensor batch) {
        List<Object> values = new ArrayList<>();
        source.observe(batch, moments -> values.addAll(values(moments)));
        return values;
    }

    private static List<Object> values(LayerMoments moments) {
        List<Object> values = new ArrayList<>(List.of(moments.layer(), moments.positive(), moments.first()));
        for (long count : moments.counts()) {
            values.add(count);
        }
        for (double[] array : List.of(moments.meanX(), moments.meanY(), moments.coMoment(), moments.m2Y())) {
            for (double value : array) {
                values.add(value);
            }
        }
        return values;
    }
}
