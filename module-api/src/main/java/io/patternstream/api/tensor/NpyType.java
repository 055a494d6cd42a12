/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.tensor;

import java.nio.ByteBuffer;

/** The element types of {@code .npy} files that are read. */
public enum NpyType {
    /** 4-byte IEEE 754. */
    FLOAT32("<f4", 4),
    /** 8-byte IEEE 754. */
    FLOAT64("<f8", 8),
    /** Unsigned byte. */
    UINT8("|u1", 1),
    /** 4-byte signed integer. */
    INT32("<i4", 4),
    /** 8-byte signed integer. */
    INT64("<i8", 8);

    private final String descr;
    private final int bytes;

    NpyType(String descr, int bytes) {
        this.descr = descr;
        this.bytes = bytes;
    }

    static NpyType of(String descr) {
        for (NpyType type : values()) {
            if (type.descr.equals(descr)) {
                return type;
            }
        }
        throw new NpyFormatException("npy element type '" + descr + "' is not read; use <f4, <f8, |u1, <i4 or <i8");
    }

    /** {@return NumPy's name of the type} */
    public String descr() {
        return descr;
    }

    /** {@return the size of one element in bytes} */
    public int bytes() {
        return bytes;
    }

    double at(ByteBuffer values, int index) {
        return switch (this) {
            case FLOAT32 -> values.getFloat(index * 4);
            case FLOAT64 -> values.getDouble(index * 8);
            case UINT8 -> values.get(index) & 0xff;
            case INT32 -> values.getInt(index * 4);
            case INT64 -> (double) values.getLong(index * 8);
        };
    }
}
