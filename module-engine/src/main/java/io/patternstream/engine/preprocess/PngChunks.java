/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.preprocess;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** Checks what ImageIO does not: that a PNG is complete up to its end mark, and that no chunk was altered. */
final class PngChunks {
    private static final int SIGNATURE = 8;
    /** Length, type and checksum of a chunk. */
    private static final int FRAME = 12;

    private static final int END = 0x49454e44;

    private PngChunks() {}

    static void requireWhole(byte[] png) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(png);
        int at = SIGNATURE;
        while (at <= png.length - FRAME) {
            int length = buffer.getInt(at);
            if (length < 0 || length > png.length - at - FRAME) {
                break;
            }
            CRC32 crc = new CRC32();
            crc.update(png, at + 4, length + 4);
            if ((int) crc.getValue() != buffer.getInt(at + 8 + length)) {
                throw new IOException("the checksum of the chunk at byte " + at + " does not fit");
            }
            if (buffer.getInt(at + 4) == END) {
                return;
            }
            at += FRAME + length;
        }
        throw new IOException("the chunk at byte " + at + " is cut off");
    }
}
