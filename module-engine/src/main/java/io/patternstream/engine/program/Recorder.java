/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.program;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.spi.Kernels;
import java.util.List;

/**
 * Records a program: the code that explains batches, run once over {@link #kernels} that compute nothing, yields its own. Begins
 * with section 0. One use, one thread.
 */
public final class Recorder {
    private final Tape tape = new Tape();
    private final Kernels<Value> kernels = new RecordingKernels(tape);

    private Recorder() {}

    /** {@return a new one} */
    public static Recorder create() {
        return new Recorder();
    }

    /** {@return kernels that record into the current section; they need not be closed} */
    public Kernels<Value> kernels() {
        return kernels;
    }

    /** Begins the next section. */
    public void next() {
        tape.next();
    }

    /**
     * Records an input of the current section.
     *
     * @param shape {@code [N, ...]}
     * @return its value
     */
    public Value input(Shape shape) {
        return tape.input(shape);
    }

    /**
     * Makes a value an output of the current section.
     *
     * @param value of this section or of section 0
     */
    public void keep(Value value) {
        tape.keep(value);
    }

    /** {@return the sums recorded in the current section, which are outputs} */
    public List<RecordedTotal> totals() {
        return tape.totals();
    }

    /** {@return what was recorded} */
    public Program program() {
        return tape.program();
    }
}
