/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests.fuzz;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;

/** Changes bytes of an image and, in most PNGs, makes the checksums right again, so that the decoder sees the change. */
final class ImageMutator implements Mutator {
    private static final int PNG = 0x89504e47;
    private static final int SIGNATURE = 8;
    private static final int FRAME = 12;

    private final Mutator bytes = new ByteMutator();

    @Override
    public byte[] mutate(byte[] input, byte[] other, RandomGenerator random) {
        byte[] changed = bytes.mutate(input, other, random).clone();
        if (random.nextInt(8) > 0) {
            repair(ByteBuffer.wrap(changed));
        }
        return changed;
    }

    private static void repair(ByteBuffer png) {
        if (png.capacity() < SIGNATURE || png.getInt(0) != PNG) {
            return;
        }
        int at = SIGNATURE;
        while (at <= png.capacity() - FRAME) {
            int length = png.getInt(at);
            if (length < 0 || length > png.capacity() - at - FRAME) {
                return;
            }
            CRC32 crc = new CRC32();
            crc.update(png.array(), at + 4, length + 4);
            png.putInt(at + 8 + length, (int) crc.getValue());
            at += FRAME + length;
        }
    }
}
