/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.canon;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.IndexMap;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.graph.Window;
import java.util.Optional;

/**
 * Folds zeros that are laid around an image into the convolution that reads it: one operation less, and rules that count only
 * what lies inside the image see them for what they are. Stateless.
 */
final class PaddingFolding {
    private PaddingFolding() {}

    /**
     * Folds.
     *
     * @param map of an operation that nothing but the convolution reads
     * @param convolution reads its result
     * @return a convolution with more padding, or empty where the map does anything but pad height and width with zeros
     */
    static Optional<Operation> into(IndexMap map, Operation.Convolution convolution) {
        int corner = corner(map);
        if (map.fill() != 0 || corner < 0) {
            return Optional.empty();
        }
        int width = map.output().dimension(2);
        int top = corner / width;
        int left = corner % width;
        if (!pads(map, top, left)) {
            return Optional.empty();
        }
        int bottom = map.output().dimension(1) - map.input().dimension(1) - top;
        int right = width - map.input().dimension(2) - left;
        Window window = convolution.window();
        Window padded = new Window(
                window.kernelHeight(),
                window.kernelWidth(),
                window.strideHeight(),
                window.strideWidth(),
                window.padTop() + top,
                window.padLeft() + left,
                window.padBottom() + bottom,
                window.padRight() + right,
                window.dilationHeight(),
                window.dilationWidth());
        return Optional.of(
                new Operation.Convolution(convolution.weights(), convolution.bias(), padded, convolution.groups()));
    }

    /** Where the first channel's first pixel has gone; -1 where it has not stayed in an image of as many channels. */
    private static int corner(IndexMap map) {
        boolean images = map.input().rank() == 3
                && map.output().rank() == 3
                && map.input().dimension(0) == map.output().dimension(0);
        int plane = images ? map.output().dimension(1) * map.output().dimension(2) : 0;
        for (int i = 0; i < plane; i++) {
            if (map.source(i) == 0) {
                return i;
            }
        }
        return -1;
    }

    private static boolean pads(IndexMap map, int top, int left) {
        Shape input = map.input();
        Shape output = map.output();
        int height = input.dimension(1);
        int width = input.dimension(2);
        if (top + height > output.dimension(1) || left + width > output.dimension(2)) {
            return false;
        }
        for (int i = 0; i < output.elementCount(); i++) {
            int channel = i / (output.dimension(1) * output.dimension(2));
            int y = i / output.dimension(2) % output.dimension(1) - top;
            int x = i % output.dimension(2) - left;
            boolean inside = y >= 0 && y < height && x >= 0 && x < width;
            if (map.source(i) != (inside ? (channel * height + y) * width + x : IndexMap.FILL)) {
                return false;
            }
        }
        return true;
    }
}
