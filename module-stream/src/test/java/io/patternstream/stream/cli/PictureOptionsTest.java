/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.preprocess.Preprocessing.ChannelOrder;
import io.patternstream.engine.render.BackProjection;
import io.patternstream.engine.render.ColourMap;
import io.patternstream.engine.render.HeatmapImage;
import io.patternstream.engine.render.Normalisation;
import io.patternstream.engine.render.Overlay;
import io.patternstream.engine.render.Rendering;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

final class PictureOptionsTest {
    private static final Shape PHOTO = Shape.of(3, 4, 4);
    private static final Normalisation USUAL = new Normalisation(99);
    private static final HeatmapImage HEATMAP = new HeatmapImage(ColourMap.BLUE_RED, USUAL);

    @Test
    void signalsAreDrawnInColoursAndSharesAsHeatmaps() {
        // Given
        PictureOptions options = parsed();
        // Then
        assertThat(drawn(options, "guided")).isEqualTo(new BackProjection(USUAL, ChannelOrder.BGR));
        assertThat(drawn(options, "saliency")).isInstanceOf(BackProjection.class);
        assertThat(drawn(options, "patternattribution")).isEqualTo(HEATMAP);
        assertThat(options.bars()).isTrue();
    }

    @Test
    void rgbDecidesForAllMethods() {
        assertThat(drawn(parsed("--rgb"), "lrp.z")).isInstanceOf(BackProjection.class);
        assertThat(drawn(parsed("--no-rgb"), "guided")).isEqualTo(HEATMAP);
    }

    @Test
    void signalsOfModelsThatSeeNoColoursAreHeatmaps() {
        // Given
        Shape spectral = Shape.of(5, 4, 4);
        // Then
        assertThat(parsed().rendering("guided", spectral, ChannelOrder.RGB)).isEqualTo(HEATMAP);
    }

    @Test
    void anOverlayIsAHeatmapForAllMethods() {
        // When
        PictureOptions options = parsed("--overlay", "--colours", "Grey", "--percentile", "90", "--no-colour-bar");
        // Then
        Overlay overlay = new Overlay(new HeatmapImage(ColourMap.GREY, new Normalisation(90)));
        assertThat(drawn(options, "guided")).isEqualTo(overlay);
        assertThat(drawn(options, "lrp.z")).isEqualTo(overlay);
        assertThat(options.bars()).isFalse();
    }

    @Test
    void theScaleCanBeAskedFor() {
        assertThat(parsed("--colour-bar").bars()).isTrue();
    }

    private static Rendering drawn(PictureOptions options, String method) {
        return options.rendering(method, PHOTO, ChannelOrder.BGR);
    }

    private static PictureOptions parsed(String... arguments) {
        Host host = new Host();
        new CommandLine(host).parseArgs(arguments);
        return host.options;
    }

    @Command(name = "host")
    static final class Host {
        @Mixin
        private final PictureOptions options = new PictureOptions();
    }
}
