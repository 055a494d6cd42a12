/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.benchmarks.service;

import java.time.Duration;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/** How much processor time some processes spend on an image while everyone is at work; is told how many there are. Children count. */
final class ProcessorTime implements LongConsumer {
    private static final double NANOS_PER_MILLI = 1e6;

    private final List<Process> processes;
    private final int records;
    private long firstImages = -1;
    private long firstNanos;
    private long lastImages = -1;
    private long lastNanos;

    ProcessorTime(List<Process> processes, int records) {
        this.processes = processes;
        this.records = records;
    }

    @Override
    public void accept(long images) {
        if (images < Heatmaps.FROM * records || lastImages >= Heatmaps.TO * records) {
            return;
        }
        lastImages = images;
        lastNanos = spent();
        if (firstImages < 0) {
            firstImages = images;
            firstNanos = lastNanos;
        }
    }

    /** {@return milliseconds of one processor for one image} */
    double millisPerImage() {
        return (lastNanos - firstNanos) / NANOS_PER_MILLI / (lastImages - firstImages);
    }

    private long spent() {
        return processes.stream()
                .flatMap(process -> Stream.concat(Stream.of(process.toHandle()), process.descendants()))
                .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                .mapToLong(Duration::toNanos)
                .sum();
    }
}
