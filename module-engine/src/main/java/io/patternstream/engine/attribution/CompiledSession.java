/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.program.Compiler;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs compiled programs, one per schedule and number of samples. Those used last are kept. When another snapshot comes, each
 * that carries patterns takes its patterns over when it is used, and with each use of one that has, one of the others does: no
 * batch waits for all, and none keeps an old snapshot in memory for long. Owns the compiler.
 */
final class CompiledSession implements Session {
    /** Enough for the sizes of batches of a few methods; each holds an arena. */
    static final int KEPT_PROGRAMS = 8;

    private static final float LOAD_FACTOR = 0.75f;

    private final Network network;
    private final ModelDescription model;
    private final List<LayerWeights> layers;
    private final Compiler compiler;
    private final Map<Key, CompiledRun> runs = new LinkedHashMap<>(2 * KEPT_PROGRAMS, LOAD_FACTOR, true);

    CompiledSession(Network network, ModelDescription model, List<LayerWeights> layers, Compiler compiler) {
        this.network = network;
        this.model = model;
        this.layers = layers;
        this.compiler = compiler;
    }

    @Override
    public String backend() {
        return compiler.name();
    }

    @Override
    public Run prepare(Schedule schedule, int samples, @Nullable PatternSnapshot snapshot) {
        return run(new Key(schedule, samples), snapshot);
    }

    /** A program that is new runs once, so that the first batch does not wait until its memory is there. */
    @Override
    public void ready(Schedule schedule, int samples, @Nullable PatternSnapshot snapshot) {
        Key key = new Key(schedule, samples);
        boolean known = runs.containsKey(key);
        CompiledRun run = run(key, snapshot);
        if (!known) {
            run.rehearse();
        }
    }

    @Override
    public void close() {
        runs.values().forEach(CompiledRun::release);
        runs.clear();
        compiler.close();
    }

    private CompiledRun run(Key key, @Nullable PatternSnapshot snapshot) {
        CompiledRun known = runs.get(key);
        if (known != null) {
            follow(key, known, snapshot);
            return known;
        }
        Recording recording = record(key, snapshot);
        makeRoom();
        CompiledRun run = new CompiledRun(recording, compiler.compile(recording.program()), snapshot);
        runs.put(key, run);
        return run;
    }

    /** Has this program, or where it has already, another one, take the snapshot over. */
    private void follow(Key key, CompiledRun run, @Nullable PatternSnapshot snapshot) {
        if (snapshot == null) {
            return;
        }
        if (isBehind(key, run, snapshot)) {
            rebind(key, run, snapshot);
            return;
        }
        runs.entrySet().stream()
                .filter(other -> isBehind(other.getKey(), other.getValue(), snapshot))
                .findFirst()
                .ifPresent(other -> rebindOrDrop(other.getKey(), other.getValue(), snapshot));
    }

    /** A batch that has nothing to do with a program does not fail for it; whoever uses it next is told. */
    private void rebindOrDrop(Key key, CompiledRun run, PatternSnapshot snapshot) {
        try {
            rebind(key, run, snapshot);
        } catch (RuntimeException e) {
            if (runs.remove(key, run)) {
                run.release();
            }
        }
    }

    private static boolean isBehind(Key key, CompiledRun run, PatternSnapshot snapshot) {
        return key.schedule.needsPatterns() && run.snapshot() != snapshot;
    }

    private void rebind(Key key, CompiledRun run, PatternSnapshot snapshot) {
        Recording recording = record(key, snapshot);
        try {
            run.rebind(recording, snapshot);
        } catch (RuntimeException | OutOfMemoryError e) {
            runs.remove(key);
            run.release();
            throw e;
        }
    }

    private Recording record(Key key, @Nullable PatternSnapshot snapshot) {
        return Recording.of(network, model, layers, key.schedule, key.samples, snapshot);
    }

    private void makeRoom() {
        Iterator<CompiledRun> eldest = runs.values().iterator();
        for (int i = runs.size(); i >= KEPT_PROGRAMS; i--) {
            eldest.next().release();
            eldest.remove();
        }
    }

    private record Key(Schedule schedule, int samples) {
        /** Tells the few kept programs apart well enough; to hash every rule of a schedule takes longer than a small layer. */
        @Override
        public int hashCode() {
            return 31 * schedule.passes().size() + samples;
        }
    }
}
