/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.graph;

import io.patternstream.api.tensor.Shape;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** Infers the output shape of one operation and refuses inputs that do not fit, by name. Stateless. */
final class ShapeInference {
    private final String name;
    private final Operation operation;
    private final List<Shape> inputs;

    private ShapeInference(String name, Operation operation, List<Shape> inputs) {
        this.name = name;
        this.operation = operation;
        this.inputs = inputs;
    }

    static Shape output(String name, Operation operation, List<Shape> inputs) {
        ShapeInference inference = new ShapeInference(name, operation, inputs);
        inference.requireInputs();
        Shape output = inference.output(inputs.get(0));
        inference.check(output.elementCount() > 0, "its result would be empty, " + output);
        return output;
    }

    private void requireInputs() {
        check(!(operation instanceof Operation.Input), "a network has one input, its first node");
        boolean two = operation instanceof Operation.Add || operation instanceof Operation.Multiply;
        int expected = two ? 2 : operation instanceof Operation.Concat ? Math.max(1, inputs.size()) : 1;
        check(inputs.size() == expected, "needs " + expected + (expected == 1 ? " input" : " inputs"));
        check(inputs.get(0).rank() > 0, "needs at least one axis");
    }

    private Shape output(Shape x) {
        if (operation instanceof Operation.Linear linear) {
            return linear(linear, x);
        }
        if (operation instanceof Operation.MaxPool pool) {
            requireCovered(pool.window(), x);
            return window(pool.window(), x, x.dimension(0));
        }
        if (operation instanceof Operation.AveragePool pool) {
            if (!pool.countIncludePad()) {
                requireCovered(pool.window(), x);
            }
            return window(pool.window(), x, x.dimension(0));
        }
        if (operation instanceof Operation.GlobalAveragePool) {
            check(x.rank() == 3, "needs an image [C, H, W]");
            return Shape.of(x.dimension(0), 1, 1);
        }
        if (operation instanceof Operation.Reshape reshape) {
            check(
                    reshape.shape().elementCount() == x.elementCount(),
                    "its result " + reshape.shape() + " has another size");
            return reshape.shape();
        }
        if (operation instanceof Operation.Rearrange rearrange) {
            check(x.equals(rearrange.map().input()), "does not fit its " + rearrange.map());
            return rearrange.map().output();
        }
        if (operation instanceof Operation.Concat) {
            return concat();
        }
        requireSameShape(x);
        return x;
    }

    /** Checks operations whose result is shaped like their input. */
    private void requireSameShape(Shape x) {
        if (inputs.size() == 2) {
            check(x.equals(inputs.get(1)), "needs equal shapes");
        } else if (operation instanceof Operation.Affine affine) {
            Shape scale = affine.scale().shape();
            boolean fits = scale.equals(x) || scale.equals(Shape.of(x.dimension(0)));
            check(
                    fits && scale.equals(affine.shift().shape()),
                    "needs one scale and shift per channel or element, not " + scale + " and "
                            + affine.shift().shape());
        } else if (operation instanceof Operation.InstanceNorm) {
            check(x.rank() > 1, "needs channels with positions, [C, ...]");
        } else if (operation instanceof Operation.Activation activation
                && activation.function() instanceof Nonlinearity.PRelu prelu) {
            check(
                    prelu.slopes().shape().equals(x),
                    "needs one slope per element, not " + prelu.slopes().shape());
        }
    }

    private Shape linear(Operation.Linear linear, Shape x) {
        Shape weights = linear.weights().shape();
        boolean fits = weights.rank() == (linear instanceof Operation.Dense ? 2 : 4)
                && linear.bias().shape().equals(Shape.of(weights.dimension(0)));
        check(fits, "its weights " + weights + " and biases " + linear.bias().shape() + " do not fit");
        if (linear instanceof Operation.Convolution convolution) {
            return convolution(convolution, x);
        }
        int size = weights.dimension(1);
        check(x.rank() == 1 && x.dimension(0) == size, "needs a vector of " + size);
        return Shape.of(weights.dimension(0));
    }

    private Shape convolution(Operation.Convolution convolution, Shape x) {
        Shape weights = convolution.weights().shape();
        int groups = convolution.groups();
        boolean grouped = groups >= 1 && weights.dimension(0) % groups == 0;
        check(grouped, groups + " groups do not divide " + weights.dimension(0) + " channels");
        long channels = (long) weights.dimension(1) * groups;
        check(x.rank() == 3, "needs an image [C, H, W]");
        check(x.dimension(0) == channels, "needs " + channels + " channels");
        Window window = convolution.window();
        boolean sized = weights.dimension(2) == window.kernelHeight() && weights.dimension(3) == window.kernelWidth();
        check(sized, "its weights " + weights + " and its window differ");
        return window(window, x, weights.dimension(0));
    }

    private Shape window(Window window, Shape x, int channels) {
        check(x.rank() == 3, "needs an image [C, H, W]");
        int height = window.outputHeight(x.dimension(1));
        int width = window.outputWidth(x.dimension(2));
        check(height > 0 && width > 0, "its window is larger than the padded image");
        return Shape.of(channels, height, width);
    }

    /** A maximum, or a mean without padding, of no values does not exist. */
    private void requireCovered(Window window, Shape x) {
        check(x.rank() == 3, "needs an image [C, H, W]");
        boolean rows = covers(
                window.outputHeight(x.dimension(1)),
                position -> position * window.strideHeight() - window.padTop(),
                window.kernelHeight(),
                window.dilationHeight(),
                x.dimension(1));
        boolean columns = covers(
                window.outputWidth(x.dimension(2)),
                position -> position * window.strideWidth() - window.padLeft(),
                window.kernelWidth(),
                window.dilationWidth(),
                x.dimension(2));
        check(rows && columns, "a window lies wholly on padding: " + window);
    }

    /** Whether every position of a window has at least one pixel under it. */
    private static boolean covers(int positions, IntUnaryOperator first, int kernel, int dilation, int extent) {
        for (int position = 0; position < positions; position++) {
            int start = first.applyAsInt(position);
            int skipped = start < 0 ? Math.floorDiv(-start + dilation - 1, dilation) : 0;
            if (skipped >= kernel || start + skipped * dilation >= extent) {
                return false;
            }
        }
        return true;
    }

    private Shape concat() {
        Shape first = inputs.get(0);
        int[] joined = first.toArray();
        joined[0] = 0;
        for (Shape shape : inputs) {
            boolean fits = shape.rank() == first.rank() && shape.inner().equals(first.inner());
            check(fits, "needs equal extents on all axes but the first");
            joined[0] = Math.addExact(joined[0], shape.dimension(0));
        }
        return Shape.of(joined);
    }

    private void check(boolean fits, String why) {
        if (!fits) {
            throw new IllegalArgumentException("node '" + name + "' ("
                    + operation.getClass().getSimpleName() + ") cannot take input " + inputs + ": " + why);
        }
    }
}
