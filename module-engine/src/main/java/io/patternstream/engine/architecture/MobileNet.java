/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.architecture;

import io.patternstream.engine.graph.Window;

/** Thirteen pairs of a depthwise 3x3 and a 1x1 convolution. Stateless. */
final class MobileNet {
    private static final int[] CHANNELS = {64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024};
    private static final int[] STRIDES = {1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1};
    private static final int CLASSES = 1000;

    private MobileNet() {}

    static void draw(Drawing net) {
        net.unbiased("conv1", 32, Window.square(3, 2, 1)).normalised("bn1", 1).relu6("relu1");
        for (int i = 0; i < CHANNELS.length; i++) {
            String depthwise = "depthwise" + (i + 1);
            net.depthwise(depthwise, Window.square(3, STRIDES[i], 1))
                    .normalised(depthwise + ".bn", 1)
                    .relu6(depthwise + ".relu");
            String pointwise = "pointwise" + (i + 1);
            net.unbiased(pointwise, CHANNELS[i], Window.square(1, 1, 0))
                    .normalised(pointwise + ".bn", 1)
                    .relu6(pointwise + ".relu");
        }
        net.means("means").dense("fc", CLASSES);
    }
}
