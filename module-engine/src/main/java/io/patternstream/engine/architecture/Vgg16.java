/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.architecture;

import io.patternstream.engine.graph.Window;

/** Thirteen convolutions of 3x3 and three dense layers. Stateless. */
final class Vgg16 {
    private static final int[][] BLOCKS = {{64, 64}, {128, 128}, {256, 256, 256}, {512, 512, 512}, {512, 512, 512}};
    private static final int POOLED = 7;
    private static final int HIDDEN = 4096;
    private static final int CLASSES = 1000;

    private Vgg16() {}

    static void draw(Drawing net) {
        for (int block = 0; block < BLOCKS.length; block++) {
            for (int i = 0; i < BLOCKS[block].length; i++) {
                String place = (block + 1) + "_" + (i + 1);
                net.convolution("conv" + place, BLOCKS[block][i], Window.square(3, 1, 1))
                        .relu("relu" + place);
            }
            net.maxPool("pool" + (block + 1), Window.square(2, 2, 0));
        }
        pool(net);
        net.flattened("flat").dense("fc6", HIDDEN).relu("relu6");
        net.dense("fc7", HIDDEN).relu("relu7").dense("fc8", CLASSES);
    }

    /** Larger images are brought to the 7x7 positions that the dense layers were made for; smaller ones have fewer. */
    private static void pool(Drawing net) {
        int extent = net.shape().dimension(1);
        if (extent > POOLED) {
            int stride = extent / POOLED;
            net.averagePool("pool", Window.square(extent - (POOLED - 1) * stride, stride, 0));
        }
    }
}
