/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_aBcd16b;
import static org.bytedeco.dnnl.global.dnnl.dnnl_bf16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;
import static org.bytedeco.dnnl.global.dnnl.dnnl_format_kind_any;
import static org.bytedeco.dnnl.global.dnnl.dnnl_format_tag_any;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_equal;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_get_size;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_init_by_strides;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_init_by_tag;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_init_submemory;

import io.patternstream.api.tensor.Shape;
import java.util.Arrays;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.javacpp.Pointer;

/** How an array lies in memory: dimensions, data type, strides and blocks. Immutable. */
final class Layout {
    /** Channels of a block. */
    static final int BLOCK = 16;

    private static final int IMAGE_RANK = 4;

    private final dnnl_memory_desc_t descriptor;
    private final long[] dimensions;
    private final int type;

    private Layout(dnnl_memory_desc_t descriptor) {
        this.descriptor = descriptor;
        this.dimensions = new long[descriptor.ndims()];
        descriptor.dims().get(dimensions);
        this.type = descriptor.data_type();
    }

    /** Float32 in C order. */
    static Layout plain(Shape shape) {
        return plain(dimensions(shape));
    }

    /** Float32 in C order. */
    static Layout plain(long... dimensions) {
        long[] strides = new long[dimensions.length];
        long stride = 1;
        for (int axis = dimensions.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= Math.max(1, dimensions[axis]);
        }
        return strided(dimensions, strides);
    }

    /** A float32 matrix whose columns lie one after the other, of the same dimensions as one in C order. */
    static Layout transposed(Layout matrix) {
        return strided(matrix.dimensions, new long[] {1, matrix.dimensions[0]});
    }

    /** Float32 with a distance, in values, between neighbours on each axis. */
    static Layout strided(long[] dimensions, long[] strides) {
        dnnl_memory_desc_t descriptor = new dnnl_memory_desc_t();
        OnednnException.check(
                dnnl_memory_desc_init_by_strides(descriptor, dimensions.length, dimensions, dnnl_f32, strides),
                "memory_desc_init_by_strides");
        return new Layout(descriptor);
    }

    /** Images with 16 channels of a pixel side by side, the last block filled up with zeros. */
    static Layout blocked(int type, long... dimensions) {
        return tagged(type, dnnl_aBcd16b, dimensions);
    }

    /** Whatever a primitive likes best. */
    static Layout any(int type, long... dimensions) {
        return tagged(type, dnnl_format_tag_any, dimensions);
    }

    static Layout tagged(int type, int tag, long... dimensions) {
        dnnl_memory_desc_t descriptor = new dnnl_memory_desc_t();
        OnednnException.check(
                dnnl_memory_desc_init_by_tag(descriptor, dimensions.length, dimensions, type, tag),
                "memory_desc_init_by_tag");
        return new Layout(descriptor);
    }

    /** A copy of a descriptor that a primitive owns. */
    static Layout copyOf(dnnl_memory_desc_t descriptor) {
        dnnl_memory_desc_t copy = new dnnl_memory_desc_t();
        Pointer.memcpy(copy, descriptor, descriptor.sizeof());
        return new Layout(copy);
    }

    static long[] dimensions(Shape shape) {
        return Arrays.stream(shape.toArray()).asLongStream().toArray();
    }

    dnnl_memory_desc_t descriptor() {
        return descriptor;
    }

    long[] dimensions() {
        return dimensions.clone();
    }

    long dimension(int axis) {
        return dimensions[axis];
    }

    int rank() {
        return dimensions.length;
    }

    int type() {
        return type;
    }

    long elements() {
        return Arrays.stream(dimensions).reduce(1, (a, b) -> a * b);
    }

    /** {@return bytes, padding included; 0 for no memory at all} */
    long bytes() {
        return dnnl_memory_desc_get_size(descriptor);
    }

    /** {@return the same blocks with other dimensions of the same rank, or with another type} */
    Layout withType(int other) {
        if (other == type) {
            return this;
        }
        Layout copy = copyOf(descriptor);
        copy.descriptor.data_type(other);
        return new Layout(copy.descriptor);
    }

    /** {@return a range of channels of this, in place} */
    Layout channels(long from, long count) {
        long[] part = dimensions();
        part[1] = count;
        long[] offsets = new long[part.length];
        offsets[1] = from;
        dnnl_memory_desc_t descriptor2 = new dnnl_memory_desc_t();
        OnednnException.check(
                dnnl_memory_desc_init_submemory(descriptor2, descriptor, part, offsets), "memory_desc_init_submemory");
        return new Layout(descriptor2);
    }

    /**
     * {@return this memory with the zeros that fill up its last block of channels counted in: only for whole blocks oneDNN has
     * fast code; what computes zeros from zeros may work on it}
     */
    Layout whole() {
        if (rank() != IMAGE_RANK || dimensions[1] % BLOCK == 0) {
            return this;
        }
        Layout blocked = blocked(type, dimensions);
        long channels = (dimensions[1] + BLOCK - 1) / BLOCK * BLOCK;
        return same(blocked) ? blocked(type, dimensions[0], channels, dimensions[2], dimensions[3]) : this;
    }

    /** {@return whether a primitive is still to choose how this lies} */
    boolean isOpen() {
        return descriptor.format_kind() == dnnl_format_kind_any;
    }

    boolean isPlain() {
        return type == dnnl_f32 && same(plain(dimensions));
    }

    boolean same(Layout other) {
        return other == this || dnnl_memory_desc_equal(descriptor, other.descriptor) != 0;
    }

    /** {@return something equal for equal layouts, for maps} */
    String key() {
        byte[] bytes = new byte[descriptor.sizeof()];
        new org.bytedeco.javacpp.BytePointer(descriptor).get(bytes);
        return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return (type == dnnl_bf16 ? "bf16" : type == dnnl_f32 ? "f32" : "type " + type) + Arrays.toString(dimensions);
    }
}
