/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import io.patternstream.api.pattern.LaidOutPatterns;
import io.patternstream.engine.program.LinearLayer;
import io.patternstream.engine.spi.Coefficients;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Coefficients in the layouts that primitives want, one copy for all executables of a compiler. Thread-safe: what is laid out
 * keeps only those waiting that want the same. Values are immutable; each stays until the last user lets go.
 */
final class WeightStore {
    private final Map<Key, Shared> shared = new HashMap<>();

    /** Weights in an order and a layout. */
    Shared weights(LinearLayer layer, Layout layout, Arrangement arrangement) {
        Key key = new Key(layer.coefficients().key(), arrangement, layout.key());
        return acquire(key, new Weights(layer, layout, arrangement));
    }

    /** Biases, float32. */
    Shared biases(LinearLayer layer) {
        Coefficients coefficients = layer.coefficients();
        return acquire(new Key(coefficients.key(), "biases", ""), () -> {
            double[] values = coefficients.bias();
            NativeMemory.Block block = NativeMemory.allocate((long) Float.BYTES * values.length);
            FloatBuffer floats = floats(block, Layout.plain(values.length));
            for (double value : values) {
                floats.put((float) value);
            }
            return block;
        });
    }

    /** Lays out what will replace weights that are there, as those lie. */
    LaidOutPatterns layOut(Function<Coefficients, Optional<Coefficients>> successor) {
        List<Shared> held = new ArrayList<>();
        try {
            for (Weights weights : weights()) {
                LinearLayer layer = weights.layer;
                successor
                        .apply(layer.coefficients())
                        .map(next ->
                                new LinearLayer(next, layer.shape(), layer.window(), layer.groups(), layer.input()))
                        .ifPresent(next -> held.add(weights(next, weights.layout, weights.arrangement)));
            }
        } catch (RuntimeException | Error e) {
            held.forEach(Shared::close);
            throw e;
        }
        return () -> held.forEach(Shared::close);
    }

    private synchronized List<Weights> weights() {
        return shared.values().stream()
                .map(entry -> entry.preparation)
                .filter(Weights.class::isInstance)
                .map(Weights.class::cast)
                .toList();
    }

    private Shared acquire(Key key, Preparation preparation) {
        Shared entry;
        synchronized (this) {
            entry = shared.computeIfAbsent(key, absent -> new Shared(absent, preparation));
            entry.users++;
        }
        try {
            entry.prepare();
            return entry;
        } catch (RuntimeException | Error e) {
            entry.close();
            throw e;
        }
    }

    private synchronized void release(Shared entry) {
        entry.users--;
        if (entry.users == 0) {
            shared.remove(entry.key);
            entry.free();
        }
    }

    private static NativeMemory.Block laidOut(LinearLayer layer, Layout layout, Arrangement arrangement) {
        Layout plain = Layout.plain(layout.dimensions());
        boolean transposes = arrangement.transposes(layer);
        Layout given = transposes ? Layout.transposed(plain) : plain;
        NativeMemory.Block target = NativeMemory.allocate(layout.bytes());
        if (layout.same(given)) {
            write(layer, floats(target, plain), arrangement);
            return target;
        }
        try (NativeMemory.Block source = NativeMemory.allocate(plain.bytes())) {
            write(layer, floats(source, plain), arrangement);
            Reorder.run(
                    new Array(given, Storage.at(source.address()), 0),
                    new Array(layout, Storage.at(target.address()), 0));
            return target;
        } catch (RuntimeException e) {
            target.close();
            throw e;
        }
    }

    private static void write(LinearLayer layer, FloatBuffer target, Arrangement arrangement) {
        (arrangement.transposes(layer) ? new Arrangement.Straight() : arrangement).write(layer, target);
    }

    private static FloatBuffer floats(NativeMemory.Block block, Layout layout) {
        return new Array(layout, Storage.at(block.address()), 0).floats();
    }

    private record Key(Object coefficients, Object arrangement, String layout) {}

    private interface Preparation {
        NativeMemory.Block prepare();
    }

    private record Weights(LinearLayer layer, Layout layout, Arrangement arrangement) implements Preparation {
        @Override
        public NativeMemory.Block prepare() {
            return laidOut(layer, layout, arrangement);
        }
    }

    /** Coefficients in one layout. */
    final class Shared implements AutoCloseable {
        private final Key key;
        private final Preparation preparation;
        private NativeMemory.@Nullable Block block;
        private int users;

        private Shared(Key key, Preparation preparation) {
            this.key = key;
            this.preparation = preparation;
        }

        long address() {
            return block().address();
        }

        long bytes() {
            return block().bytes();
        }

        /** Lets go, once. */
        @Override
        public void close() {
            release(this);
        }

        private synchronized void prepare() {
            if (block == null) {
                block = preparation.prepare();
            }
        }

        private synchronized NativeMemory.Block block() {
            return Objects.requireNonNull(block);
        }

        private synchronized void free() {
            if (block != null) {
                block.close();
                block = null;
            }
        }
    }
}
