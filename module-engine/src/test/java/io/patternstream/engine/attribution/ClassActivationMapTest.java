/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.patternstream.api.explain.Target;
import io.patternstream.api.model.Head;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Model;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.graph.Window;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Grad-CAM worked out by hand: two feature maps of 2x2 from an image of 4x4. */
final class ClassActivationMapTest {
    private static final double ROUNDING = 1e-12;
    private static final Tensor IMAGE = Tensor.of(
            Shape.of(1, 1, 4, 4),
            1,
            0,
            2,
            0, //
            0,
            0,
            0,
            0, //
            3,
            0,
            -1,
            0, //
            0,
            0,
            0,
            0);

    /** Maps are relu(x) = [1 2; 3 0] and relu(-x) = [0 0; 0 1] of every second pixel; the logit weighs them 4/4 and -8/4. */
    private static Model model() {
        Network.Builder net = Network.builder("x", Shape.of(1, 4, 4));
        Tensor kernels = Tensor.of(Shape.of(2, 1, 1, 1), 1, -1);
        int conv = net.add(
                "conv", new Operation.Convolution(kernels, Tensor.of(Shape.of(2), 0, 0), Window.square(1, 2, 0), 1), 0);
        int relu = net.add("relu", new Operation.Activation(new Nonlinearity.Relu()), conv);
        int mean = net.add("mean", new Operation.GlobalAveragePool(), relu);
        int flat = net.add("flat", new Operation.Reshape(Shape.of(2)), mean);
        net.add("fc", new Operation.Dense(Tensor.of(Shape.of(1, 2), 4, -8), Tensor.of(Shape.of(1), 0), false), flat);
        return Model.of(net.build(Head.NONE), "tiny", "0".repeat(64));
    }

    @Test
    void mapsAreWeightedByMeanGradientsRectifiedAndEnlargedBilinearly() {
        // When: [1 2; 3 0] - 2 [0 0; 0 1], rectified, is [1 2; 3 0]
        double[] map = Maps.explain(model(), IMAGE, List.of("gradcam"), new Target.ClassIndex(0), null)
                .map("gradcam");

        // Then: pixel centres lie at -0.25 (clamped), 0.25, 0.75, 1.25 (clamped) of the small map
        double[] at = {0, 0.25, 0.75, 1};
        for (int y = 0; y < 4; y++) {
            for (int x = 0; x < 4; x++) {
                double above = 1 + at[x];
                double below = 3 - 3 * at[x];
                double expected = above * (1 - at[y]) + below * at[y];
                assertThat(map[y * 4 + x]).isCloseTo(expected, within(ROUNDING));
            }
        }
    }

    @Test
    void guidedGradCamIsGuidedBackPropTimesTheMap() {
        // When
        Maps maps = Maps.explain(model(), IMAGE, List.of("gradcam", "guided_gradcam"), new Target.ClassIndex(0), null);

        // Then: from 1, what arrives at the maps is 1 and -2; the first passes where x > 0, the second nowhere
        double[] guided = {
            1, 0, 1, 0, //
            0, 0, 0, 0, //
            1, 0, 0, 0, //
            0, 0, 0, 0
        };
        for (int i = 0; i < 16; i++) {
            assertThat(maps.map("guided_gradcam")[i]).isCloseTo(guided[i] * maps.map("gradcam")[i], within(ROUNDING));
        }
    }
}
