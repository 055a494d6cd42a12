/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.api.explain.MethodGroup;
import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.Methods;
import io.patternstream.engine.preprocess.Preprocessing.ChannelOrder;
import io.patternstream.engine.render.ColourMap;
import io.patternstream.engine.render.HeatmapImage;
import io.patternstream.engine.render.Normalisation;
import io.patternstream.engine.render.Overlay;
import io.patternstream.engine.render.Plain;
import io.patternstream.engine.render.Rendering;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How {@code --output x.png} is drawn. */
final class PictureOptions {
    private static final List<String> NAMES =
            List.of("--colours", "--percentile", "--overlay", "--rgb", "--colour-bar");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--colours",
            defaultValue = "blue-red",
            paramLabel = "NAME",
            description = "Picture: colours of heatmaps: blue-red (default), purple-orange, cold-hot, grey.")
    private String colours;

    @Option(
            names = "--percentile",
            defaultValue = "99",
            paramLabel = "P",
            description = "Picture: the percentage of values that are not cut off, above 0 up to 100 (default: 99).")
    private double percentile;

    @Option(names = "--overlay", description = "Picture: lay heatmaps over the image.")
    private boolean overlay;

    @Option(
            names = "--rgb",
            negatable = true,
            description =
                    "Picture: draw attributions in the image's own colours; --no-rgb: as heatmaps (default: signal"
                            + " methods such as guided and patternnet in colours, the others as heatmaps).")
    private @Nullable Boolean rgb;

    @Option(
            names = "--colour-bar",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Picture: the scale below each heatmap (default); --no-colour-bar: none.")
    private boolean bars;

    /** Throws a usage error that names the option, unless the options make sense for such an output. */
    void check(boolean picture) {
        for (String name : NAMES) {
            if (!picture && spec.commandLine().getParseResult().hasMatchedOption(name)) {
                throw new ParameterException(spec.commandLine(), name + " needs a picture: --output FILE.png");
            }
        }
        if (overlay && Boolean.TRUE.equals(rgb)) {
            throw new ParameterException(spec.commandLine(), "--overlay lays heatmaps over the image: not with --rgb");
        }
        try {
            heatmap();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    boolean bars() {
        return bars;
    }

    /** The way to draw a method's attributions of this shape {@code [C, H, W]}. */
    Rendering rendering(String method, Shape input, ChannelOrder order) {
        if (overlay) {
            return new Overlay(heatmap());
        }
        MethodGroup usual = Methods.group(method);
        MethodGroup group = rgb == null ? usual : rgb ? MethodGroup.SIGNAL : MethodGroup.ATTRIBUTION;
        return Plain.usual(group, input, order, heatmap());
    }

    private HeatmapImage heatmap() {
        return new HeatmapImage(ColourMap.of(colours), new Normalisation(percentile));
    }
}
