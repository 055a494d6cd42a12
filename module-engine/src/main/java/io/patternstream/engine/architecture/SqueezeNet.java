/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.architecture;

import io.patternstream.engine.graph.Window;

/** Eight fire modules: few channels by 1x1, then many by 1x1 and 3x3 side by side. Stateless. */
final class SqueezeNet {
    private static final int[] SQUEEZED = {16, 16, 32, 32, 48, 48, 64, 64};
    private static final int[] EXPANDED = {64, 64, 128, 128, 192, 192, 256, 256};
    private static final int CLASSES = 1000;

    private SqueezeNet() {}

    static void draw(Drawing net) {
        net.convolution("conv1", 64, Window.square(3, 2, 0)).relu("relu1");
        pool(net, "pool1");
        for (int i = 0; i < SQUEEZED.length; i++) {
            if (i == 2 || i == 4) {
                pool(net, "pool" + (i + 1));
            }
            fire(net, "fire" + (i + 2), SQUEEZED[i], EXPANDED[i]);
        }
        net.convolution("conv10", CLASSES, Window.square(1, 1, 0)).relu("relu10");
        net.means("means");
    }

    private static void fire(Drawing net, String name, int squeezed, int expanded) {
        int squeeze = net.convolution(name + ".squeeze", squeezed, Window.square(1, 1, 0))
                .relu(name + ".squeeze.relu")
                .at();
        int small = net.convolution(name + ".expand1x1", expanded, Window.square(1, 1, 0))
                .relu(name + ".expand1x1.relu")
                .at();
        int large = net.from(squeeze)
                .convolution(name + ".expand3x3", expanded, Window.square(3, 1, 1))
                .relu(name + ".expand3x3.relu")
                .at();
        net.joined(name, small, large);
    }

    /** Windows begin at every other pixel, also where the last one reaches over the edge. */
    private static void pool(Drawing net, String name) {
        int over = (net.shape().dimension(1) - 1) % 2;
        net.maxPool(name, new Window(3, 3, 2, 2, 0, 0, over, over, 1, 1));
    }
}
