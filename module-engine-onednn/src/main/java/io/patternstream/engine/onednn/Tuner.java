/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the fastest way by measuring, once per shape and machine. Thread-safe; measures one at a time.
 */
final class Tuner {
    private static final int MOST_RUNS = 12;
    private static final long ENOUGH_NANOS = 5_000_000;
    private static final double HOPELESS = 1.4;
    private static final byte ANY_SMALL_NUMBER = 0x3c;
    private static final Choices CHOICES = Choices.ofThisMachine();
    private static NativeMemory.@Nullable Block room;

    private Tuner() {}

    /**
     * Chooses among ways that compute the same.
     *
     * @param key equal for equal ways, in the same order
     * @param given layout of the input as it will be; ways that read another pay for the reordering
     * @param ending of all ways; those that do not add themselves pay for the addition
     * @param ways at least one that oneDNN has
     * @return the fastest, closed by the caller
     */
    static Way fastest(String key, Layout given, Ending ending, List<LazyWay> ways) {
        synchronized (CHOICES) {
            OptionalInt known = CHOICES.of(key);
            if (known.isPresent() && known.getAsInt() < ways.size()) {
                Way way = generate(ways.get(known.getAsInt()));
                if (way != null) {
                    return way;
                }
            }
            int choice = 0;
            Way best = null;
            long least = Long.MAX_VALUE;
            for (int i = 0; i < ways.size(); i++) {
                Way way = generate(ways.get(i));
                long nanos = way == null ? Long.MAX_VALUE : measure(way, given, ending, least);
                if (way != null && (best == null || nanos < least)) {
                    close(best);
                    best = way;
                    least = nanos;
                    choice = i;
                } else {
                    close(way);
                }
            }
            if (best == null) {
                throw new UnsupportedOperationException("oneDNN has no way to compute " + key);
            }
            CHOICES.put(key, choice);
            return best;
        }
    }

    /** {@return the first way that oneDNN has, whatever the machine is doing} */
    static Way first(List<LazyWay> ways) {
        return ways.stream()
                .map(Tuner::generate)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow(() -> new UnsupportedOperationException("oneDNN has no way to compute this layer"));
    }

    /** Gives the memory to measure in back until the next measurement. */
    static void rest() {
        synchronized (CHOICES) {
            if (room != null) {
                room.close();
                room = null;
            }
        }
    }

    /** Nanoseconds of the fastest of some runs after a first one, which alone counts where it has no chance. */
    static long fastestRun(Step step, long toBeat) {
        long least = once(step);
        if (least / HOPELESS > toBeat) {
            return least;
        }
        least = once(step);
        long spent = least;
        for (int run = 1; run < MOST_RUNS && spent < ENOUGH_NANOS; run++) {
            long nanos = once(step);
            least = Math.min(least, nanos);
            spent += nanos;
        }
        return least;
    }

    private static @Nullable Way generate(LazyWay way) {
        try {
            return way.generate();
        } catch (OnednnException e) {
            if (e.unimplemented()) {
                return null;
            }
            throw e;
        }
    }

    private static void close(@Nullable Way way) {
        if (way != null) {
            way.close();
        }
    }

    /** {@return how long a primitive takes on memory that it may read and write anywhere} */
    static long nanos(Primitive primitive, Map<Integer, Layout> layouts) {
        Map<Integer, Array> arrays = new LinkedHashMap<>();
        layouts.forEach((argument, layout) -> arrays.put(argument, Array.of(layout)));
        arrays.put(DNNL_ARG_SCRATCHPAD, Array.of(primitive.scratchpad()));
        return nanos(primitive, arrays, Long.MAX_VALUE);
    }

    private static long measure(Way way, Layout given, Ending ending, long toBeat) {
        long reordering = way.input().same(given) ? 0 : Reorder.nanos(given, way.input());
        Way.Finish finish = way.finish();
        long finishing = finish == null ? 0 : Reorder.nanos(finish.from(), finish.to());
        long adding = ending.adds() && !way.adds() ? Binaries.nanosOfAddition(way.result()) : 0;
        return reordering + finishing + adding + nanos(way.primitive(), arguments(way, ending), toBeat);
    }

    private static long nanos(Primitive primitive, Map<Integer, Array> arrays, long toBeat) {
        synchronized (CHOICES) {
            NativeMemory.Block block =
                    room(arrays.values().stream().mapToLong(Tuner::padded).sum());
            long address = block.address();
            for (Array array : arrays.values()) {
                array.storage().place(address);
                BytePointer.memset(
                        array.pointer(), ANY_SMALL_NUMBER, array.layout().bytes());
                address += padded(array);
            }
            dnnl_stream stream = Onednn.stream();
            try (NativeStep step = new NativeStep(primitive, stream, arrays)) {
                return fastestRun(step, toBeat);
            } finally {
                Onednn.destroy(stream);
            }
        }
    }

    private static Map<Integer, Array> arguments(Way way, Ending ending) {
        Map<Integer, Array> arrays = new LinkedHashMap<>();
        arrays.put(way.inputArgument(), Array.of(way.input()));
        arrays.put(DNNL_ARG_WEIGHTS, Array.of(way.weights()));
        arrays.put(way.outputArgument(), Array.of(way.output()));
        arrays.put(DNNL_ARG_SCRATCHPAD, Array.of(way.primitive().scratchpad()));
        if (way.inputArgument() == DNNL_ARG_SRC) {
            arrays.put(DNNL_ARG_BIAS, Array.of(Layout.plain(way.output().dimension(1))));
        }
        if (way.adds()) {
            arrays.put(Binaries.operandOf(0), Array.of(way.output().withType(ending.added())));
        }
        return arrays;
    }

    /** Kept from one measurement to the next: fresh pages would cost more than what is measured. */
    private static NativeMemory.Block room(long bytes) {
        NativeMemory.Block block = room;
        if (block == null || block.bytes() < bytes) {
            rest();
            block = NativeMemory.allocate(bytes);
            room = block;
        }
        return block;
    }

    private static long once(Step step) {
        long begin = System.nanoTime();
        step.run();
        return System.nanoTime() - begin;
    }

    private static long padded(Array array) {
        return (array.layout().bytes() + 4095) / 4096 * 4096;
    }
}
