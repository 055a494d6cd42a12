/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.graph;

import io.patternstream.api.tensor.Shape;
import java.util.List;

/** Infers the output shape of one operation and refuses inputs that do not fit. */
final class ShapeInference {
    private ShapeInference() {}

    static Shape output(String name, Operation operation, List<Shape> inputs) {
        boolean binary = operation instanceof Operation.Add || operation instanceof Operation.Multiply;
        int expected = binary ? 2 : operation instanceof Operation.Concat ? inputs.size() : 1;
        check(inputs.size() == expected && expected > 0, name, operation, inputs, "needs " + expected + " inputs");
        Shape x = inputs.get(0);
        if (operation instanceof Operation.Linear linear) {
            Shape weights = linear.weights().shape();
            boolean fits = weights.rank() == (linear instanceof Operation.Dense ? 2 : 4)
                    && linear.bias().shape().equals(Shape.of(weights.dimension(0)));
            String given =
                    "its weights " + weights + " and biases " + linear.bias().shape();
            check(fits, name, operation, inputs, given + " do not fit");
        }
        if (operation instanceof Operation.Convolution convolution) {
            return convolution(name, convolution, x, inputs);
        }
        if (operation instanceof Operation.Dense dense) {
            int size = dense.weights().shape().dimension(1);
            check(x.rank() == 1 && x.dimension(0) == size, name, operation, inputs, "needs a vector of " + size);
            return Shape.of(dense.weights().shape().dimension(0));
        }
        if (operation instanceof Operation.MaxPool pool) {
            return window(name, operation, pool.window(), x, x.dimension(0), inputs);
        }
        if (operation instanceof Operation.AveragePool pool) {
            return window(name, operation, pool.window(), x, x.dimension(0), inputs);
        }
        if (operation instanceof Operation.GlobalAveragePool) {
            check(x.rank() == 3, name, operation, inputs, "needs an image [C, H, W]");
            return Shape.of(x.dimension(0), 1, 1);
        }
        if (operation instanceof Operation.Reshape reshape) {
            check(reshape.shape().elementCount() == x.elementCount(), name, operation, inputs, "changes the size");
            return reshape.shape();
        }
        if (operation instanceof Operation.Concat) {
            return concat(name, operation, inputs);
        }
        if (operation instanceof Operation.Add || operation instanceof Operation.Multiply) {
            check(x.equals(inputs.get(1)), name, operation, inputs, "needs equal shapes");
        }
        if (operation instanceof Operation.Rearrange rearrange) {
            check(x.equals(rearrange.map().input()), name, operation, inputs, "does not fit its " + rearrange.map());
            return rearrange.map().output();
        }
        if (operation instanceof Operation.Affine affine) {
            Shape scale = affine.scale().shape();
            boolean fits =
                    scale.equals(affine.shift().shape()) && (scale.equals(x) || scale.equals(Shape.of(x.dimension(0))));
            check(fits, name, operation, inputs, "needs one value per channel or element, not " + scale);
        }
        if (operation instanceof Operation.Activation activation
                && activation.function() instanceof Nonlinearity.PRelu prelu) {
            boolean fits = prelu.slopes().shape().equals(x);
            check(fits, name, operation, inputs, "needs one slope per element");
        }
        return x;
    }

    private static Shape convolution(String name, Operation.Convolution convolution, Shape x, List<Shape> inputs) {
        Shape weights = convolution.weights().shape();
        int groups = convolution.groups();
        boolean grouped = groups >= 1 && weights.dimension(0) % groups == 0;
        check(
                grouped,
                name,
                convolution,
                inputs,
                groups + " groups do not divide " + weights.dimension(0) + " channels");
        long channels = (long) weights.dimension(1) * groups;
        check(x.rank() == 3, name, convolution, inputs, "needs an image [C, H, W]");
        check(x.dimension(0) == channels, name, convolution, inputs, "needs " + channels + " channels");
        boolean sized = weights.dimension(2) == convolution.window().kernelHeight()
                && weights.dimension(3) == convolution.window().kernelWidth();
        check(sized, name, convolution, inputs, "its weights " + weights + " and its window differ");
        return window(name, convolution, convolution.window(), x, weights.dimension(0), inputs);
    }

    private static Shape window(
            String name, Operation operation, Window window, Shape x, int channels, List<Shape> inputs) {
        check(x.rank() == 3, name, operation, inputs, "needs an image [C, H, W]");
        int height = window.outputHeight(x.dimension(1));
        int width = window.outputWidth(x.dimension(2));
        check(height > 0 && width > 0, name, operation, inputs, "its window is larger than the padded image");
        return Shape.of(channels, height, width);
    }

    private static Shape concat(String name, Operation operation, List<Shape> inputs) {
        Shape first = inputs.get(0);
        int channels = 0;
        for (Shape shape : inputs) {
            boolean fits = shape.rank() == first.rank()
                    && (shape.rank() == 1 || shape.inner().equals(first.inner()));
            check(fits, name, operation, inputs, "needs equal heights and widths");
            channels += shape.dimension(0);
        }
        int[] joined = first.toArray();
        joined[0] = channels;
        return Shape.of(joined);
    }

    private static void check(boolean fits, String name, Operation operation, List<Shape> inputs, String why) {
        if (!fits) {
            throw new IllegalArgumentException("node '" + name + "' ("
                    + operation.getClass().getSimpleName() + ") cannot take input " + inputs + ": " + why);
        }
    }
}
