/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.benchmarks;

import io.patternstream.api.model.LayerId;
import io.patternstream.api.pattern.LayerMoments;
import io.patternstream.patterns.stats.CoMoments;
import io.patternstream.patterns.stats.LayerAccumulator;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What learning patterns does with the statistics of each batch, for one layer. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class StatisticsBenchmark {
    private static final long SEED = 1;

    /** Neurons of the layer. */
    @Param({"64", "512"})
    public int neurons;

    /** Inputs of one neuron. */
    @Param("4608")
    public int inputs;

    private LayerAccumulator accumulator;
    private CoMoments total;
    private CoMoments shard;
    private LayerMoments moments;

    /** Draws the statistics of one batch. */
    @Setup
    public void draw() {
        Random random = new Random(SEED);
        long[] counts = new long[neurons];
        Arrays.fill(counts, 1000);
        int weights = Math.multiplyExact(neurons, inputs);
        moments = new LayerMoments(
                new LayerId("layer"),
                true,
                counts,
                random.doubles(weights).toArray(),
                random.doubles(neurons).toArray(),
                random.doubles(weights).toArray(),
                random.doubles(neurons).toArray());
        accumulator = LayerAccumulator.create(neurons, inputs);
        total = CoMoments.create(neurons, inputs);
        shard = CoMoments.create(neurons, inputs).combine(moments);
    }

    /** Folds a batch into a layer's statistics. */
    @Benchmark
    public void accept() {
        accumulator.accept(moments);
    }

    /** {@return the statistics of two shards} */
    @Benchmark
    public CoMoments merge() {
        return total.combine(shard);
    }
}
