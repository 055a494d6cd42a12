/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;

import io.patternstream.engine.program.Value;
import java.nio.FloatBuffer;

/** Reads single values of a batch by channel and by position, counted through all images. */
final class Channels {
    private static final int IMAGE_RANK = 4;

    private final Array array;
    private final Floats floats;
    private final int channels;
    private final int samples;
    private final int plane;
    private final int blocks;
    private final boolean blocked;

    private Channels(Array array, boolean blocked) {
        Layout layout = array.layout();
        this.array = array;
        this.floats = new Floats(array);
        this.samples = Math.toIntExact(layout.dimension(0));
        this.channels = Math.toIntExact(layout.dimension(1));
        this.plane = Math.toIntExact(layout.elements() / ((long) samples * channels));
        this.blocks = (channels + Layout.BLOCK - 1) / Layout.BLOCK;
        this.blocked = blocked;
    }

    /** Of a value where it lies, or of a copy in C order. */
    static Channels of(Value value, PlanBuilder plan) {
        Array array = plan.array(value);
        Layout layout = array.layout();
        boolean blocked = !layout.isPlain()
                && layout.rank() == IMAGE_RANK
                && layout.same(Layout.blocked(dnnl_f32, layout.dimensions()));
        return new Channels(blocked ? array : plan.plain(value), blocked);
    }

    /** {@return what is read} */
    Array array() {
        return array;
    }

    int count() {
        return channels;
    }

    /** {@return number of positions of all images} */
    long positions() {
        return (long) samples * plane;
    }

    /** {@return where the values of a position lie, to be added to a channel's {@link #offset}} */
    int place(long position) {
        int sample = (int) (position / plane);
        int pixel = (int) (position % plane);
        return blocked ? (sample * blocks * plane + pixel) * Layout.BLOCK : sample * channels * plane + pixel;
    }

    /** {@return where a channel's values lie, to be added to a position's {@link #place}} */
    int offset(int channel) {
        return blocked ? channel / Layout.BLOCK * plane * Layout.BLOCK + channel % Layout.BLOCK : channel * plane;
    }

    /** {@return the values as they lie} */
    FloatBuffer values() {
        return floats.get();
    }
}
