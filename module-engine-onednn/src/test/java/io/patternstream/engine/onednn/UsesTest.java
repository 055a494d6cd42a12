/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.program.Recorder;
import io.patternstream.engine.program.Value;
import io.patternstream.engine.spi.Coefficients;
import io.patternstream.engine.spi.Kernels;
import org.junit.jupiter.api.Test;

/** Where sums must not be left to Winograd's rounding. */
final class UsesTest {
    private static final Shape BATCH = Shape.of(2, 3);

    private final Recorder recorder = Recorder.create();
    private final Kernels<Value> kernels = recorder.kernels();
    private final Value x = recorder.input(BATCH);
    private final Value own = layer(true);
    private final Value smaller = layer(false);

    @Test
    void quotientsBySumsThatMayBeSmallerThanTheOutputAreUneven() {
        Value byOwn = kernels.divide(x, own, 1e-6);
        Value bySmaller = kernels.divide(x, smaller, 1e-6);
        Value byBoth = kernels.divide(x, kernels.add(smaller, own), 1e-6);
        Value byTwoSmaller = kernels.divide(x, kernels.add(smaller, layer(false)), 1e-6);

        Uses uses = new Uses(recorder.program());

        assertThat(uses.isUneven(byOwn)).isFalse();
        assertThat(uses.isUneven(bySmaller)).isTrue();
        assertThat(uses.isUneven(byBoth)).isFalse();
        assertThat(uses.isUneven(byTwoSmaller)).isTrue();
        assertThat(uses.isUneven(x)).isFalse();
    }

    @Test
    void onlyWhatNothingElseReadsIsADivisor() {
        // Given: one divides through a sum, the other is an output, too
        kernels.divide(x, kernels.add(smaller, x), 1e-6);
        kernels.divide(x, own, 1e-6);
        recorder.keep(own);

        // When
        Uses uses = new Uses(recorder.program());

        // Then
        assertThat(uses.onlyDivides(smaller)).isTrue();
        assertThat(uses.onlyDivides(own)).isFalse();
    }

    private Value layer(boolean dominates) {
        return kernels.dense(new Ones(dominates), Shape.of(3, 3)).forward(x);
    }

    private record Ones(boolean dominates) implements Coefficients {
        @Override
        public Object key() {
            return this;
        }

        @Override
        public double weight(int index) {
            return 1;
        }

        @Override
        public double[] bias() {
            return new double[3];
        }
    }
}
