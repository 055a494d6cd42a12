/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.api.pattern.ActivationTap;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.program.Compiler;
import io.patternstream.engine.program.Executable;
import io.patternstream.engine.program.Program;
import io.patternstream.engine.program.Value;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the engine itself allocates around an executable that allocates nothing. */
final class AllocationTest {
    private static final int BATCHES = 1000;
    /** What the measurement itself costs now and then, when the virtual machine prepares reflection. */
    private static final long NOISE = 2048;

    @Test
    void batchesOfASteadyStateAllocateNothing() {
        // Given
        try (SteadyRun run = SteadyRun.of(
                RandomNets.branched(1, true),
                new Idle(),
                List.of("gradient", "guided", "lrp.epsilon", "patternnet"),
                2)) {
            repeat(run);

            // When
            long bytes = AllocatedBytes.of(() -> repeat(run));

            // Then: less than a byte per pass
            assertThat(bytes).isLessThan(NOISE);
            assertThat(AllocatedBytes.of(() -> new byte[5000].clone())).isGreaterThan(5000);
        }
    }

    private static void repeat(SteadyRun run) {
        for (int i = 0; i < BATCHES; i++) {
            run.batch();
        }
    }

    /** Computes nothing. */
    private static final class Idle implements Compiler, Executable {
        @Override
        public String name() {
            return "idle";
        }

        @Override
        public Executable compile(Program program) {
            return this;
        }

        @Override
        public void load(Value input, Tensor values) {}

        @Override
        public void run(int section, ActivationTap tap) {}

        @Override
        public void store(Value output, float[] target) {}

        @Override
        public void sums(Value sums, double[] target) {}

        @Override
        public void rebind(Program program) {}

        @Override
        public long nativeBytes() {
            return 0;
        }

        @Override
        public void close() {}
    }
}
