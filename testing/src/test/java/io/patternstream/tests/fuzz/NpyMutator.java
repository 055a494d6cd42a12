/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Changes the text of an {@code .npy} header and keeps the length before it right; else changes bytes. */
final class NpyMutator implements Mutator {
    private static final int START = 10;

    private final Mutator text = new TextMutator();
    private final Mutator bytes = new ByteMutator();

    @Override
    public byte[] mutate(byte[] input, byte[] other, RandomGenerator random) {
        int length = input.length < START ? -1 : (input[8] & 0xff) | (input[9] & 0xff) << 8;
        if (length < 0 || START + length > input.length || random.nextInt(3) == 0) {
            return bytes.mutate(input, other, random);
        }
        byte[] header = text.mutate(Arrays.copyOfRange(input, START, START + length), other, random);
        if (header.length > 0xffff) {
            header = "{}".getBytes(StandardCharsets.ISO_8859_1);
        }
        byte[] changed = ByteMutator.replaced(input, START, START + length, header);
        changed[8] = (byte) header.length;
        changed[9] = (byte) (header.length >> 8);
        return changed;
    }
}
