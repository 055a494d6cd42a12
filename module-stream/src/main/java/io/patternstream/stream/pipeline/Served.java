/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.image.DecodedImage;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.stream.metrics.Stage;
import io.patternstream.stream.metrics.StreamMetrics;
import java.time.Duration;
import java.util.function.LongSupplier;

/** A version of the model in service, with what the pipeline learns of it. Thread-safe; versions differ by identity. */
final class Served {
    private final ModelVersion version;
    private final Scores scores;
    private final Breaker breaker;

    Served(ModelVersion version) {
        this.version = version;
        this.scores = new Scores(version.description(), version.labels());
        this.breaker =
                new Breaker(version.description().input(), version.options().usual());
    }

    ModelVersion version() {
        return version;
    }

    Scores scores() {
        return scores;
    }

    Breaker breaker() {
        return breaker;
    }

    /** Bytes that a record comes to hold beside its own: the model's input, and a heatmap of each default method. */
    long workingBytes() {
        return (1L + version.options().usual().methods().size())
                * Float.BYTES
                * version.description().input().elementCount();
    }

    /** Makes a record's image the model's input. */
    Tensor decode(ImageRecord record, ExplainOptions options, LongSupplier nanos, StreamMetrics metrics) {
        Payload value = record.value();
        if (value == null || value.size() == 0) {
            throw new ExplainException(ErrorType.UNDECODABLE, "record " + record.id() + " is empty; send an image");
        }
        long begin = nanos.getAsLong();
        DecodedImage image =
                version.decoder().read(value.array(), options.contentType().orElse(null));
        long decoded = nanos.getAsLong();
        Tensor input = image.preprocess();
        metrics.stage(Stage.DECODE, Duration.ofNanos(decoded - begin));
        metrics.stage(Stage.PREPROCESS, Duration.ofNanos(nanos.getAsLong() - decoded));
        return input;
    }
}
