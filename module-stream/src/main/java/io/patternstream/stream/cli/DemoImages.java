/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.stream.dataset.Dataset;
import io.patternstream.stream.dataset.ImageSample;
import io.patternstream.stream.demo.ReplayImage;
import io.patternstream.stream.pipeline.Payload;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** The images that the demo replays. Stateless. */
final class DemoImages {
    private DemoImages() {}

    /** The images of a folder or file, encoded as a sender would encode them. */
    static List<ReplayImage> read(Path path) {
        Dataset dataset = Dataset.open(List.of(path));
        return IntStream.range(0, dataset.size())
                .mapToObj(dataset::sample)
                .map(DemoImages::encoded)
                .toList();
    }

    private static ReplayImage encoded(ImageSample sample) {
        return new ReplayImage(sample.name(), sample.contentType(), Payload.wrap(sample.bytes()));
    }
}
