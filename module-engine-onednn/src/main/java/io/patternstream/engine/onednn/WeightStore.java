/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import io.patternstream.engine.program.LinearLayer;
import io.patternstream.engine.spi.Coefficients;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Coefficients in the layouts that primitives want, one copy for all executables of a compiler. Thread-safe. Values are
 * immutable; each stays until the last executable that uses it lets go.
 */
final class WeightStore {
    private final Map<Key, Shared> shared = new HashMap<>();

    /** Weights in an order and a layout. */
    synchronized Shared weights(LinearLayer layer, Layout layout, Arrangement arrangement) {
        Key key = new Key(layer.coefficients().key(), arrangement, layout.key());
        return acquire(key, () -> laidOut(layer, layout, arrangement));
    }

    /** Biases, float32. */
    synchronized Shared biases(LinearLayer layer) {
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

    private synchronized void release(Key key, Shared entry) {
        entry.users--;
        if (entry.users == 0) {
            shared.remove(key);
            entry.block.close();
        }
    }

    private Shared acquire(Key key, Preparation preparation) {
        Shared entry = shared.computeIfAbsent(key, absent -> new Shared(absent, preparation.prepare()));
        entry.users++;
        return entry;
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

    /** Coefficients in one layout. */
    final class Shared implements AutoCloseable {
        private final Key key;
        private final NativeMemory.Block block;
        private int users;

        private Shared(Key key, NativeMemory.Block block) {
            this.key = key;
            this.block = block;
        }

        long address() {
            return block.address();
        }

        long bytes() {
            return block.bytes();
        }

        /** Lets go, once. */
        @Override
        public void close() {
            release(key, this);
        }
    }
}
