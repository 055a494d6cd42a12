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
 * Runs compiled programs, one per schedule and number of samples. Those used last are kept. When another snapshot comes, all that
 * carry patterns take its patterns over at once, so that none keeps an old snapshot in memory. Owns the compiler.
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
    private @Nullable PatternSnapshot current;

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
        if (snapshot != null && snapshot != current) {
            rebind(snapshot);
        }
        Key key = new Key(schedule, samples);
        CompiledRun known = runs.get(key);
        if (known != null) {
            return known;
        }
        Recording recording = record(key, snapshot);
        makeRoom();
        CompiledRun run = new CompiledRun(recording, compiler.compile(recording.program()));
        runs.put(key, run);
        return run;
    }

    @Override
    public void close() {
        runs.values().forEach(CompiledRun::release);
        runs.clear();
        compiler.close();
    }

    private void rebind(PatternSnapshot snapshot) {
        current = null;
        Iterator<Map.Entry<Key, CompiledRun>> entries = runs.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<Key, CompiledRun> entry = entries.next();
            if (entry.getKey().schedule.needsPatterns()) {
                Recording recording = record(entry.getKey(), snapshot);
                try {
                    entry.getValue().rebind(recording);
                } catch (RuntimeException e) {
                    entries.remove();
                    entry.getValue().release();
                    throw e;
                }
            }
        }
        current = snapshot;
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
