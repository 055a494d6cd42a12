/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.program;

import io.patternstream.api.pattern.ActivationTap;
import io.patternstream.api.tensor.Tensor;

/** A compiled program with native memory of its own. One thread at a time; running allocates nothing on the Java heap. */
public interface Executable extends AutoCloseable {

    /**
     * Copies an input in.
     *
     * @param input the result of an {@link Operator.Input}
     * @param values of its shape
     */
    void load(Value input, Tensor values);

    /**
     * Copies an input in, rounded to the executable's precision.
     *
     * @param input the result of an {@link Operator.Input}
     * @param values of its shape, C order
     */
    default void load(Value input, double[] values) {
        float[] rounded = new float[values.length];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = (float) values[i];
        }
        load(input, Tensor.wrap(input.shape(), rounded));
    }

    /**
     * Runs a section.
     *
     * @param section its position; section 0 before all others
     */
    default void run(int section) {
        run(section, moments -> {});
    }

    /**
     * Runs a section and reports the statistics that its {@link Operator.Moments} come to.
     *
     * @param section its position; section 0 before all others
     * @param tap is called for each layer at least once for each sign, each time with other neurons
     */
    void run(int section, ActivationTap tap);

    /**
     * Copies an output out.
     *
     * @param output of a section that ran
     * @param target receives its values in C order
     */
    void store(Value output, float[] target);

    /**
     * Copies an output out without loss.
     *
     * @param output of a section that ran
     * @param target receives its values in C order
     */
    default void store(Value output, double[] target) {
        float[] values = new float[target.length];
        store(output, values);
        for (int i = 0; i < values.length; i++) {
            target[i] = values[i];
        }
    }

    /**
     * Copies sums out.
     *
     * @param sums the result of an {@link Operator.WeightedSum} or {@link Operator.SignedSum} of a section that ran
     * @param target receives one per sample
     */
    void sums(Value sums, double[] target);

    /**
     * Takes over the coefficients of a program that differs from this one's in nothing else, preparing only those whose keys
     * are new.
     *
     * @param program recorded as this one's was
     */
    void rebind(Program program);

    /** {@return bytes of native memory that it holds, shared coefficients included} */
    long nativeBytes();

    @Override
    void close();
}
