/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.architecture;

import io.patternstream.engine.graph.Window;

/** Sixteen bottleneck blocks: 1x1, 3x3, 1x1, and around them the identity or, where shapes change, a 1x1. Stateless. */
final class ResNet50 {
    private static final int[] BLOCKS = {3, 4, 6, 3};
    private static final int[] WIDTHS = {64, 128, 256, 512};
    private static final int EXPANSION = 4;
    private static final int CLASSES = 1000;

    /** Branches add little to what they are added to, as trained ones do; sums would double from block to block otherwise. */
    private static final double BRANCH = 0.3;

    private ResNet50() {}

    static void draw(Drawing net) {
        net.unbiased("conv1", 64, Window.square(7, 2, 3)).normalised("bn1", 1).relu("relu1");
        net.maxPool("pool1", Window.square(3, 2, 1));
        for (int stage = 0; stage < BLOCKS.length; stage++) {
            for (int i = 0; i < BLOCKS[stage]; i++) {
                int stride = stage > 0 && i == 0 ? 2 : 1;
                block(net, "layer" + (stage + 1) + "." + i, WIDTHS[stage], stride);
            }
        }
        net.means("means").dense("fc", CLASSES);
    }

    private static void block(Drawing net, String name, int width, int stride) {
        int input = net.at();
        int channels = EXPANSION * width;
        boolean changes = net.shape().dimension(0) != channels || stride != 1;
        net.unbiased(name + ".conv1", width, Window.square(1, 1, 0)).normalised(name + ".bn1", 1);
        net.relu(name + ".relu1");
        net.unbiased(name + ".conv2", width, Window.square(3, stride, 1)).normalised(name + ".bn2", 1);
        net.relu(name + ".relu2");
        net.unbiased(name + ".conv3", channels, Window.square(1, 1, 0)).normalised(name + ".bn3", BRANCH);
        int branch = net.at();
        net.from(input);
        if (changes) {
            net.unbiased(name + ".downsample", channels, Window.square(1, stride, 0))
                    .normalised(name + ".downsample.bn", 1);
        }
        net.sum(name + ".sum", branch, net.at()).relu(name + ".relu3");
    }
}
