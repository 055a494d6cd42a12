/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.Engine;
import io.patternstream.engine.EngineOptions;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * What {@code bench} prints: one JSON object.
 *
 * @param subject the model
 * @param engine by what
 * @param options how, with a number of threads
 * @param work what was done with each batch
 * @param workers how many did so at the same time
 * @param warmup number of batches before those that were timed
 */
record BenchReport(BenchModel subject, Engine engine, EngineOptions options, BenchWork work, int workers, int warmup) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final MathContext DIGITS = new MathContext(5);
    private static final double GIGA = 1e9;

    /** The object. */
    String json(BenchTimes times) {
        Timings worked = times.work();
        int batch = work.images().shape().dimension(0);
        ObjectNode report = JSON.createObjectNode()
                .put("model", subject.label())
                .put("method", String.join(",", work.methods()))
                .put("backend", engine.backend())
                .put("precision", engine.precision().toString())
                .put("algorithm", options.algorithm().toString())
                .put("batch", batch)
                .put("workers", workers)
                .put("threads", options.threads())
                .put("iterations", worked.count())
                .put("warmup", warmup);
        report.set("ms_per_batch", milliseconds(worked));
        report.put("images_per_second", rounded(batch * times.batchesPerSecond()));
        report.putNull("roofline_ratio");
        times.roofline().ifPresent(roofline -> {
            report.put("roofline_ratio", rounded(roofline.median() / worked.median()));
            report.set("roofline_ms_per_batch", milliseconds(roofline));
        });
        times.against().ifPresent(other -> report.set("against", against(times, other)));
        addWork(report);
        try {
            return JSON.writeValueAsString(report);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The other precision, and how many times its time is this one's. */
    private static ObjectNode against(BenchTimes times, Timings other) {
        ObjectNode against = JSON.createObjectNode()
                .put("precision", times.precision().orElseThrow().toString());
        against.set("ms_per_batch", milliseconds(other));
        against.put("ratio_of_medians", rounded(other.median() / times.work().median()));
        return against.put("ratio_of_minima", rounded(other.min() / times.work().min()));
    }

    /** What was done, and on what. */
    private void addWork(ObjectNode report) {
        Shape image = work.images().shape().inner();
        report.set("methods", JSON.valueToTree(work.methods()));
        report.put("passes", work.passes());
        report.set("input", JSON.valueToTree(image.toArray()));
        report.put("forward_gmacs", rounded(subject.model().network().multiplyAdds() / GIGA));
        report.put("processors", Runtime.getRuntime().availableProcessors());
        report.put("java", Runtime.version().toString());
        report.put("version", LibraryVersion.text());
    }

    private static ObjectNode milliseconds(Timings timings) {
        return JSON.createObjectNode()
                .put("min", rounded(timings.min()))
                .put("median", rounded(timings.median()))
                .put("p99", rounded(timings.percentile99()))
                .put("max", rounded(timings.max()));
    }

    /** Five digits: more would be noise. */
    private static double rounded(double value) {
        return BigDecimal.valueOf(value).round(DIGITS).doubleValue();
    }
}
