/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.explain.Conservation;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.program.Executable;
import io.patternstream.engine.program.RecordedTotal;
import io.patternstream.engine.program.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A program and its values. Running it allocates nothing; reading its results, only what they are copied to. */
final class CompiledRun implements Run {
    private final Executable executable;
    private final int[] positions;
    private final List<Stored> kept = new ArrayList<>();
    private final List<Stored> arrived;
    private Recording recording;
    private @Nullable PatternSnapshot snapshot;

    /** Owns the executable; the snapshot is the one that the recording reads patterns of, if any. */
    CompiledRun(Recording recording, Executable executable, @Nullable PatternSnapshot snapshot) {
        this.snapshot = snapshot;
        this.executable = executable;
        this.recording = recording;
        this.positions =
                recording.kept().keySet().stream().mapToInt(Integer::intValue).toArray();
        recording.kept().values().forEach(value -> kept.add(new Stored(executable, value)));
        this.arrived = recording.ways().stream()
                .map(way -> new Stored(executable, way.values()))
                .toList();
    }

    /** Takes over another snapshot's coefficients. */
    void rebind(Recording next, PatternSnapshot of) {
        executable.rebind(next.program());
        recording = next;
        snapshot = of;
    }

    @Nullable
    PatternSnapshot snapshot() {
        return snapshot;
    }

    /** Runs every section once, on zeros. */
    void rehearse() {
        forward(zeros(recording.batch()));
        for (int pass = 0; pass < arrived.size(); pass++) {
            backward(pass, zeros(recording.ways().get(pass).signs()));
        }
    }

    private static Tensor zeros(Value like) {
        return Tensor.wrap(like.shape(), new float[like.shape().elementCount()]);
    }

    @Override
    public void forward(Tensor batch) {
        executable.load(recording.batch(), batch);
        executable.run(0);
    }

    @Override
    public void forward(double[] batch) {
        executable.load(recording.batch(), batch);
        executable.run(0);
    }

    @Override
    public Values output(int position) {
        for (int i = 0; i < positions.length; i++) {
            if (positions[i] == position) {
                return kept.get(i);
            }
        }
        throw new IllegalArgumentException("the output of node " + position + " is not kept");
    }

    @Override
    public Values backward(int pass, Tensor signs) {
        executable.load(recording.ways().get(pass).signs(), signs);
        executable.run(pass + 1);
        return arrived.get(pass);
    }

    @Override
    public List<Conservation> conservation(int pass) {
        Recording.Way way = recording.ways().get(pass);
        if (way.accounts() == null) {
            return List.of();
        }
        for (RecordedTotal total : way.totals()) {
            total.read(executable);
        }
        return way.accounts().balance(way.signs().shape().dimension(0));
    }

    /** Goes back to the session, which keeps it. */
    @Override
    public void close() {}

    /** Frees the executable. */
    void release() {
        executable.close();
    }

    /** What lies in the executable. */
    private record Stored(Executable executable, Value value) implements Values {
        @Override
        public Shape shape() {
            return value.shape();
        }

        @Override
        public Tensor rounded() {
            float[] values = new float[shape().elementCount()];
            copyTo(values);
            return Tensor.wrap(shape(), values);
        }

        @Override
        public double[] exact() {
            double[] values = new double[shape().elementCount()];
            executable.store(value, values);
            return values;
        }

        @Override
        public void copyTo(float[] target) {
            executable.store(value, target);
        }
    }
}
