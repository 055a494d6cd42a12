/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Flips, cuts, inserts, repeats and splices bytes, and overwrites numbers of two to eight bytes. */
final class ByteMutator implements Mutator {
    private static final int MOST_INSERTED = 64;

    @Override
    public byte[] mutate(byte[] input, byte[] other, RandomGenerator random) {
        byte[] bytes = input;
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
            bytes = once(bytes, other, random);
        }
        return bytes;
    }

    /** Changes a few bytes or a number, and no offset. */
    static byte[] inPlace(byte[] input, RandomGenerator random) {
        byte[] bytes = input.clone();
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
            int at = place(bytes, random);
            bytes = random.nextBoolean() ? number(bytes, at, random) : flipped(bytes, at, random);
        }
        return bytes;
    }

    private static byte[] once(byte[] bytes, byte[] other, RandomGenerator random) {
        int at = place(bytes, random);
        int end = Math.min(bytes.length, at + 1 + random.nextInt(1 << random.nextInt(10)));
        return switch (random.nextInt(9)) {
            case 0 -> Arrays.copyOf(bytes, at);
            case 1 -> replaced(bytes, at, end, new byte[0]);
            case 2 -> replaced(bytes, at, at, random(random));
            case 3 -> replaced(bytes, end, end, Arrays.copyOfRange(bytes, at, end));
            case 4 -> replaced(bytes, at, bytes.length, tail(other, random));
            case 5 -> replaced(bytes, at, end, piece(other, random));
            case 6, 7 -> number(bytes.clone(), at, random);
            default -> flipped(bytes.clone(), at, random);
        };
    }

    /** Where to change: often near the beginning, where headers are. */
    private static int place(byte[] bytes, RandomGenerator random) {
        int reach = random.nextInt(3) == 0 ? Math.min(bytes.length, 128) : bytes.length;
        return reach == 0 ? 0 : random.nextInt(reach);
    }

    private static byte[] flipped(byte[] bytes, int at, RandomGenerator random) {
        if (at < bytes.length) {
            bytes[at] ^= (byte) (random.nextBoolean() ? 1 << random.nextInt(8) : random.nextInt(256));
        }
        return bytes;
    }

    private static byte[] number(byte[] bytes, int at, RandomGenerator random) {
        ByteBuffer buffer =
                ByteBuffer.wrap(bytes).order(random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        long value = random.nextInt(4) == 0 ? bytes.length + random.nextInt(-2, 3) : Mutator.number(random);
        switch (random.nextInt(3)) {
            case 0 -> {
                if (at + Short.BYTES <= bytes.length) {
                    buffer.putShort(at, (short) value);
                }
            }
            case 1 -> {
                if (at + Integer.BYTES <= bytes.length) {
                    buffer.putInt(at, (int) value);
                }
            }
            default -> {
                if (at + Long.BYTES <= bytes.length) {
                    buffer.putLong(at, value);
                }
            }
        }
        return bytes;
    }

    private static byte[] random(RandomGenerator random) {
        byte[] inserted = new byte[1 + random.nextInt(MOST_INSERTED)];
        if (random.nextBoolean()) {
            random.nextBytes(inserted);
        } else {
            Arrays.fill(inserted, (byte) random.nextInt(256));
        }
        return inserted;
    }

    private static byte[] tail(byte[] bytes, RandomGenerator random) {
        return Arrays.copyOfRange(bytes, place(bytes, random), bytes.length);
    }

    private static byte[] piece(byte[] bytes, RandomGenerator random) {
        int at = place(bytes, random);
        return Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(MOST_INSERTED)));
    }

    static byte[] replaced(byte[] bytes, int from, int to, byte[] by) {
        byte[] changed = Arrays.copyOf(bytes, bytes.length - (to - from) + by.length);
        System.arraycopy(by, 0, changed, from, by.length);
        System.arraycopy(bytes, to, changed, from + by.length, bytes.length - to);
        return changed;
    }
}
