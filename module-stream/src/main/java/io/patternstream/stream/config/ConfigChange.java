/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.config;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Knows which settings a running service can take over. Stateless. */
public final class ConfigChange {
    private static final List<Fixed> FIXED = List.of(
            new Fixed("kafka", StreamConfig::kafka),
            new Fixed("topics", StreamConfig::topics),
            new Fixed("model.name", config -> config.model().name()),
            new Fixed("engine.decoders", config -> config.engine().decoders()),
            new Fixed("engine.batch-size", config -> config.engine().batchSize()),
            new Fixed("engine.batch-max-delay-ms", config -> config.engine().batchMaxDelay()),
            new Fixed("limits.in-flight-records", config -> config.limits().inFlightRecords()),
            new Fixed("limits.in-flight-bytes", config -> config.limits().inFlightBytes()),
            new Fixed("limits.drain-timeout-ms", config -> config.limits().drainTimeout()),
            new Fixed("patterns, other than patterns.file", config -> withoutFile(config.patterns())),
            new Fixed("http", StreamConfig::http),
            new Fixed("management", StreamConfig::management));

    private ConfigChange() {}

    /** Something that stays as it was when the service began. */
    private record Fixed(String name, Function<StreamConfig, Object> value) {}

    /**
     * Compares two configurations. What belongs to a version of the model can change while the service runs: {@code model} but
     * for its name, {@code patterns.file}, {@code limits.passes}, {@code limits.image-bytes} and {@code limits.image-pixels},
     * and {@code engine} but for decoders and batches.
     *
     * @param now what the service runs with
     * @param next what it is to run with
     * @return names of the settings that differ and need a restart
     */
    public static List<String> needRestart(StreamConfig now, StreamConfig next) {
        return FIXED.stream()
                .filter(fixed -> !fixed.value().apply(now).equals(fixed.value().apply(next)))
                .map(Fixed::name)
                .toList();
    }

    private static PatternsConfig withoutFile(PatternsConfig patterns) {
        return new PatternsConfig(
                Optional.empty(),
                patterns.learn(),
                patterns.snapshotEvery(),
                patterns.blockSize(),
                patterns.halfLife(),
                patterns.estimators(),
                patterns.directory(),
                patterns.stateDirectory(),
                patterns.goOnWithoutLost(),
                patterns.gate());
    }
}
