/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.reference.GivenCoefficients;
import io.patternstream.engine.reference.ReferenceCompiler;
import io.patternstream.engine.spi.Kernels;
import io.patternstream.engine.spi.LinearKernel;
import io.patternstream.engine.spi.Sums;
import org.junit.jupiter.api.Test;

final class RecorderTest {
    private final Recorder recorder = Recorder.create();
    private final Kernels<Value> kernels = recorder.kernels();

    @Test
    void equalInstructionsAreRecordedOnceInASectionAndAfterTheForwardPass() {
        // Given
        Value x = recorder.input(Shape.of(2, 3));
        Value doubled = kernels.scale(x, 2);

        // When
        Value again = kernels.scale(x, 2);
        recorder.next();
        Value later = kernels.scale(x, 2);
        Value first = kernels.scale(x, 3);
        recorder.next();
        Value second = kernels.scale(x, 3);

        // Then: sections that may not have run are not relied upon
        assertThat(again).isEqualTo(doubled);
        assertThat(later).isEqualTo(doubled);
        assertThat(second).isNotEqualTo(first);
        assertThat(recorder.program().sections())
                .extracting(section -> section.instructions().size())
                .containsExactly(2, 1, 1);
    }

    @Test
    void inputsAreNeverTheSame() {
        assertThat(recorder.input(Shape.of(1, 2))).isNotEqualTo(recorder.input(Shape.of(1, 2)));
    }

    @Test
    void programsAreReadable() {
        // Given
        LinearKernel<Value> layer =
                kernels.dense(GivenCoefficients.of(new double[] {1, 2}, new double[1]), Shape.of(1, 2));

        // When
        Value z = layer.forward(recorder.input(Shape.of(4, 2)));
        recorder.keep(kernels.activate(z, new Nonlinearity.Relu()));
        recorder.next();
        kernels.sums().weighted(z, 1);

        // Then
        assertThat(recorder.program().toString().lines())
                .hasSize(8)
                .contains("section 0", "%0 [4, 2] = Input[]", "%2 [4, 1] = Activate[function=Relu[]] %1")
                .contains("outputs [%2]", "section 1", "%3 [4] = WeightedSum[weights=1 weight 1.0] %1")
                .anyMatch(line -> line.startsWith("%1 [4, 1] = Forward[layer=dense [1, 2] "));
    }

    @Test
    void totalsAreWhatWasReadLast() {
        // Given
        Value x = recorder.input(Shape.of(2, 2));
        Sums.Total total = kernels.sums().weighted(x, 1, 10);
        Program program = recorder.program();
        double[] account = {100, 100};

        // When
        try (ReferenceCompiler compiler = new ReferenceCompiler();
                Executable executable = compiler.compile(program)) {
            executable.load(x, new double[] {1, 2, 3, 4});
            executable.run(0);
            recorder.totals().forEach(recorded -> recorded.read(executable));
            total.addTo(account, 2);
        }

        // Then
        assertThat(account).containsExactly(100 + 2 * 21, 100 + 2 * 43);
    }

    @Test
    void nothingIsComputedWhileRecording() {
        Value x = recorder.input(Shape.of(1, 1));
        assertThatThrownBy(() -> kernels.values(x))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("nothing is computed while a program is recorded");
        assertThatThrownBy(() -> kernels.store(x)).hasMessage("nothing is computed while a program is recorded");
    }
}
