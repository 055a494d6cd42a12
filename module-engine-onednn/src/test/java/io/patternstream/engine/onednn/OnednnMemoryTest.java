/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.attribution.AllocatedBytes;
import io.patternstream.engine.attribution.OperationNets;
import io.patternstream.engine.attribution.SteadyRun;
import io.patternstream.engine.golden.VerificationContract;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.graph.Window;
import io.patternstream.engine.program.Compiler;
import io.patternstream.engine.program.Executable;
import io.patternstream.engine.program.Program;
import io.patternstream.engine.program.Recorder;
import io.patternstream.engine.program.Value;
import io.patternstream.engine.spi.Algorithm;
import io.patternstream.engine.spi.Coefficients;
import io.patternstream.engine.spi.Kernels;
import io.patternstream.engine.spi.LinearKernel;
import io.patternstream.engine.spi.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What executables hold and what running them costs: on the heap nothing, natively what they say, until they are closed. */
@SuppressWarnings("try") // an executable is held open
final class OnednnMemoryTest {
    private static final List<String> METHODS = List.of("gradient", "guided", "patternattribution", "lrp.epsilon_plus");
    private static final int BATCHES = 10_000;
    /** What the measurement itself costs now and then, when the virtual machine prepares reflection. */
    private static final long NOISE = 2048;

    private static final Shape IMAGE = Shape.of(16, 12, 12);
    private static final Shape KERNEL = Shape.of(32, 16, 3, 3);
    private static final Shape MATRIX = Shape.of(1000, 32 * 12 * 12);

    @Test
    void batchesOfASteadyStateAllocateNothingOnTheHeap() {
        // Given
        try (SteadyRun run = SteadyRun.of(VerificationContract.model(1), compiler(), METHODS, 2)) {
            repeat(run);

            // When
            long bytes = AllocatedBytes.of(() -> repeat(run));

            // Then: a fifth of a byte per batch
            assertThat(bytes).isLessThan(NOISE);
        }
    }

    @Test
    void tenThousandBatchesTakeNoFurtherNativeMemory() throws IOException {
        Path pages = Path.of("/proc/self/statm");
        assumeTrue(Files.isReadable(pages), "only Linux says how many pages a process has");
        try (SteadyRun run = SteadyRun.of(VerificationContract.model(1), compiler(), METHODS, 1)) {
            // Given
            repeat(run);
            long used = NativeMemory.used();

            // When: a leak shows in every round, pages that the virtual machine takes for itself only in some
            long least = Long.MAX_VALUE;
            for (int round = 0; round < 6; round++) {
                long resident = resident(pages);
                repeat(run);
                least = Math.min(least, resident(pages) - resident);
            }

            // Then: 64 bytes lost per batch would be 160 pages in each round
            assertThat(NativeMemory.used()).isEqualTo(used);
            assertThat(least).isLessThan(16);
        }
    }

    @Test
    void everythingIsGivenBackWhenTheLastExecutableIsClosed() {
        // Given
        long before = NativeMemory.used();

        // When
        for (int i = 0; i < 3; i++) {
            SteadyRun run = SteadyRun.of(
                    OperationNets.model(OperationNets.sums(1, 1)),
                    compiler(),
                    List.of("gradient", "lrp.z", "guided"),
                    2);
            assertThat(NativeMemory.used()).isGreaterThan(before);
            run.close();
        }

        // Then
        assertThat(NativeMemory.used()).isEqualTo(before);
    }

    @Test
    void programThatCannotBeCompiledLeavesNothingBehind() {
        // Given: a layer whose weights are prepared before the operation is met that oneDNN lacks
        long before = NativeMemory.used();
        Recorder recorder = Recorder.create();
        Kernels<Value> kernels = recorder.kernels();
        Value z = convolution(kernels, new Counted(1)).forward(recorder.input(IMAGE.batchOf(1)));
        recorder.keep(kernels.norms().localResponseNorm(z, new Operation.LocalResponseNorm(4, 0.5, 0.5, 1)));

        // When
        try (Compiler compiler = compiler()) {
            assertThatThrownBy(() -> compiler.compile(recorder.program()))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("local response normalisation over 4 channels");
        }

        // Then
        assertThat(NativeMemory.used()).isEqualTo(before);
    }

    @Test
    void weightsAreHeldAtMostTwiceAndOnceForAllWorkers() {
        // Given
        long weights = 4L * (KERNEL.elementCount() + MATRIX.elementCount());
        Program program = gradient(new Counted(1), new Counted(2));
        long before = NativeMemory.used();
        try (Compiler compiler = compiler();
                Executable first = compiler.compile(program)) {
            // When
            long one = NativeMemory.used() - before;
            try (Executable second = compiler.compile(program)) {
                long both = NativeMemory.used() - before;

                // Then: the rest is one arena each
                assertThat(one).isBetween(weights, 2 * weights + (12L << 20));
                assertThat(first.nativeBytes()).isEqualTo(one);
                assertThat(both - one).isLessThan(weights / 2);
                assertThat(second.nativeBytes()).isEqualTo(first.nativeBytes());
            }
            assertThat(NativeMemory.used() - before).isEqualTo(one);
        }
        assertThat(NativeMemory.used()).isEqualTo(before);
    }

    @Test
    void anotherSnapshotPreparesOnlyTheLayersThatItChanges() {
        // Given
        Counted same = new Counted(1);
        Counted old = new Counted(2);
        Counted changed = new Counted(3);
        long before = NativeMemory.used();
        try (Compiler compiler = compiler();
                Executable executable = compiler.compile(gradient(same, old))) {
            long used = NativeMemory.used();
            long reads = same.reads;

            // When
            executable.rebind(gradient(same, changed));

            // Then
            assertThat(same.reads).isEqualTo(reads);
            assertThat(changed.reads).isGreaterThanOrEqualTo(MATRIX.elementCount());
            assertThat(NativeMemory.used()).isEqualTo(used);
            assertThat(result(executable, gradient(same, changed)))
                    .containsExactly(fresh(gradient(same, changed)))
                    .isNotEqualTo(fresh(gradient(same, old)));
        }
        assertThat(NativeMemory.used()).isEqualTo(before);
    }

    @Test
    void moreThanTheMachineHasIsOneClearError() {
        long before = NativeMemory.used();
        assertThatThrownBy(() -> NativeMemory.allocate(1L << 50))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("needs 1125899906842624 more")
                .hasMessageContaining("patternstream.native.memory")
                .hasMessageContaining("smaller batch");
        assertThat(NativeMemory.used()).isEqualTo(before);
    }

    private static double[] fresh(Program program) {
        try (Compiler compiler = compiler();
                Executable executable = compiler.compile(program)) {
            return result(executable, program);
        }
    }

    private static double[] result(Executable executable, Program program) {
        Value x = program.forward().instructions().get(0).result();
        double[] values = new double[x.shape().elementCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.sin(i);
        }
        executable.load(x, values);
        executable.run(0);
        executable.run(1);
        Value output = program.sections().get(1).outputs().get(0);
        double[] result = new double[output.shape().elementCount()];
        executable.store(output, result);
        return result;
    }

    /** A convolution and a large dense layer, forward and back. */
    private static Program gradient(Coefficients first, Coefficients second) {
        Recorder recorder = Recorder.create();
        Kernels<Value> kernels = recorder.kernels();
        LinearKernel<Value> convolution = convolution(kernels, first);
        LinearKernel<Value> dense = kernels.dense(second, MATRIX);
        Value features = convolution.forward(recorder.input(IMAGE.batchOf(1)));
        Value logits = dense.forward(kernels.moves().reshape(features, Shape.of(MATRIX.dimension(1))));
        recorder.keep(logits);
        recorder.next();
        Value back = kernels.moves().reshape(dense.transpose(logits), Shape.of(32, 12, 12));
        recorder.keep(convolution.transpose(back));
        return recorder.program();
    }

    private static LinearKernel<Value> convolution(Kernels<Value> kernels, Coefficients coefficients) {
        return kernels.convolution(coefficients, KERNEL, Window.square(3, 1, 1), 1, IMAGE);
    }

    private static Compiler compiler() {
        return new OnednnProvider().create(Precision.F32, Algorithm.AUTO, 1);
    }

    private static void repeat(SteadyRun run) {
        for (int i = 0; i < BATCHES; i++) {
            run.batch();
        }
    }

    private static long resident(Path pages) throws IOException {
        return Long.parseLong(Files.readString(pages).split(" ", -1)[1]);
    }

    /** Coefficients that count how often one of them is read. */
    private static final class Counted implements Coefficients {
        private final int seed;
        private long reads;

        Counted(int seed) {
            this.seed = seed;
        }

        @Override
        public Object key() {
            return this;
        }

        @Override
        public double weight(int index) {
            reads++;
            return Math.cos(seed * (index + 1.0)) / 64;
        }

        @Override
        public double[] bias() {
            return new double[seed == 1 ? KERNEL.dimension(0) : MATRIX.dimension(0)];
        }
    }
}
