/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.preprocess.Preprocessing;
import io.patternstream.engine.preprocess.Preprocessor;
import io.patternstream.engine.render.BackProjection;
import io.patternstream.engine.render.ColourMap;
import io.patternstream.engine.render.HeatmapImage;
import io.patternstream.engine.render.MethodGrid;
import io.patternstream.engine.render.MethodGrid.Panel;
import io.patternstream.engine.render.MethodGrid.Row;
import io.patternstream.engine.render.Normalisation;
import io.patternstream.engine.render.Picture;
import io.patternstream.engine.render.Rendering;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Draws samples beside their attributions.
 *
 * @param input the model's {@code [C, H, W]}
 * @param preprocessing what made the samples
 * @param options chosen by the user
 */
record ExplainPicture(Shape input, Preprocessing preprocessing, PictureOptions options) {
    private static final HeatmapImage PLAIN = new HeatmapImage(ColourMap.GREY, Normalisation.maxAbs());

    /** Throws one line unless samples of this shape can be drawn. */
    static void requireDrawable(Shape input) {
        if (input.rank() != 3) {
            throw new CommandException("a picture needs a model that takes images [C, H, W], but this one takes "
                    + input + ": give --output FILE.npy or FILE.npz");
        }
    }

    /**
     * What one method says.
     *
     * @param method its name
     * @param attributions one per sample, {@code [C, H, W]}
     * @param finite for each whether it and its logits are
     */
    record Column(String method, List<Tensor> attributions, List<Boolean> finite) {
        /** Copies. */
        Column {
            attributions = List.copyOf(attributions);
            finite = List.copyOf(finite);
        }
    }

    /** One row per sample: the sample with its caption, then what the methods say. */
    byte[] png(List<Tensor> samples, List<String> captions, List<Column> columns) {
        List<String> titles = new ArrayList<>(List.of("input"));
        columns.forEach(column -> titles.add(column.method()));
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            Picture image = image(samples.get(i));
            List<Panel> panels = new ArrayList<>(List.of(new Panel(image, Optional.empty())));
            for (Column column : columns) {
                panels.add(panel(column, i, image));
            }
            rows.add(new Row(captions.get(i), panels));
        }
        return new MethodGrid(titles, rows).draw().png();
    }

    private Panel panel(Column column, int sample, Picture image) {
        Rendering rendering = options.rendering(column.method(), input, preprocessing.order());
        Tensor attribution = column.attributions().get(sample);
        if (!column.finite().get(sample)) {
            return new Panel(rendering.crossedOut(image), Optional.empty());
        }
        return new Panel(
                rendering.draw(attribution, image), options.bars() ? rendering.bar(attribution) : Optional.empty());
    }

    /** As pixels; what has neither 1 nor 3 channels is no image but can be shown as the sum over them. */
    private Picture image(Tensor sample) {
        if (!BackProjection.fits(input)) {
            return PLAIN.draw(sample);
        }
        byte[] rgb = Preprocessor.create(preprocessing, input).restore(sample);
        return Picture.wrap(input.dimension(1), input.dimension(2), rgb);
    }
}
