/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.explain.ExplainRequest;
import io.patternstream.api.explain.Explainer;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Asks an engine to explain what it must be able to explain. Stateless. */
public final class EngineTrial {
    private EngineTrial() {}

    /**
     * Explains one image.
     *
     * @param explainer asked on the thread that it belongs to
     * @param image as the model's input, {@code [C, H, W]}
     * @param options methods and target
     * @return what it threw, or that its results are not finite; empty if all is well
     */
    public static Optional<Throwable> failure(Explainer explainer, Tensor image, ExplainOptions options) {
        try {
            boolean finite = BatchRun.finite(explainer.explain(
                    ExplainRequest.of(Tensor.stack(List.of(image)), options.methods(), List.of(options.target()))));
            return finite
                    ? Optional.empty()
                    : Optional.of(new ExplainException(ErrorType.NON_FINITE, "its results are not finite"));
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError | LinkageError e) {
            return Optional.of(e);
        }
    }

    /**
     * Makes an image that no engine has reason to fail on.
     *
     * @param shape {@code [C, H, W]}
     * @return values between -1 and 1, always the same
     */
    public static Tensor noise(Shape shape) {
        Random random = new Random(1);
        float[] values = new float[shape.elementCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = 2 * random.nextFloat() - 1;
        }
        return Tensor.wrap(shape, values);
    }
}
