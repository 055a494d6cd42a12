/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Operation;

/** Computes Grad-CAM from feature maps and their gradients, in float64. Stateless. */
final class ClassActivationMap {
    private ClassActivationMap() {}

    /**
     * Finds the feature maps: the output of the last convolution, after its activation where nothing else reads it.
     *
     * @param network canonised
     * @return its position, -1 where there is no convolution
     */
    static int featureMaps(Network network) {
        int last = -1;
        for (int i = 0; i < network.nodes().size(); i++) {
            if (network.node(i).operation() instanceof Operation.Convolution) {
                last = i;
            }
        }
        if (last < 0) {
            return -1;
        }
        int reader = -1;
        int readers = 0;
        for (int i = last + 1; i < network.nodes().size(); i++) {
            if (network.node(i).inputs().contains(last)) {
                reader = i;
                readers++;
            }
        }
        boolean activated = readers == 1 && network.node(reader).operation() instanceof Operation.Activation;
        return activated ? reader : last;
    }

    /**
     * Computes the map of every image and enlarges it bilinearly (pixel centres at half, as image libraries do).
     *
     * @param maps feature maps {@code [N, F, h, w]}, C order
     * @param gradients of the explained value, shaped like the maps
     * @param features shape of one sample's maps, {@code [F, h, w]}
     * @param image shape of one image, {@code [C, H, W]}
     * @return {@code [N, H, W]}, not negative
     */
    static double[] of(double[] maps, double[] gradients, Shape features, Shape image) {
        int size = features.elementCount();
        int plane = features.dimension(1) * features.dimension(2);
        int samples = maps.length / size;
        int pixels = image.dimension(1) * image.dimension(2);
        double[] result = new double[samples * pixels];
        for (int n = 0; n < samples; n++) {
            double[] map = new double[plane];
            for (int f = 0; f < features.dimension(0); f++) {
                int from = n * size + f * plane;
                double weight = 0;
                for (int i = 0; i < plane; i++) {
                    weight += gradients[from + i] / plane;
                }
                for (int i = 0; i < plane; i++) {
                    map[i] += weight * maps[from + i];
                }
            }
            enlarge(map, features, image, result, n * pixels);
        }
        return result;
    }

    private static void enlarge(double[] map, Shape features, Shape image, double[] result, int from) {
        int height = features.dimension(1);
        int width = features.dimension(2);
        for (int y = 0; y < image.dimension(1); y++) {
            double v = centre(y, image.dimension(1), height);
            int top = Math.min((int) v, height - 1);
            int bottom = Math.min(top + 1, height - 1);
            for (int x = 0; x < image.dimension(2); x++) {
                double u = centre(x, image.dimension(2), width);
                int left = Math.min((int) u, width - 1);
                int right = Math.min(left + 1, width - 1);
                double above = mix(map[top * width + left], map[top * width + right], u - left);
                double below = mix(map[bottom * width + left], map[bottom * width + right], u - left);
                result[from + y * image.dimension(2) + x] = mix(above, below, v - top);
            }
        }
    }

    private static double centre(int position, int large, int small) {
        return Math.max(0, (position + 0.5) * small / large - 0.5);
    }

    private static double mix(double a, double b, double share) {
        return Math.max(a, 0) * (1 - share) + Math.max(b, 0) * share;
    }
}
