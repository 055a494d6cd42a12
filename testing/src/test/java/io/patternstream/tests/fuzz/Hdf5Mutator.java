/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Changes a word or number of the JSON in an HDF5 file to another of the same length, so that all offsets stay; or bytes. */
final class Hdf5Mutator implements Mutator {
    private static final Pattern JSON = Pattern.compile("\\{\"[\\x20-\\x7e]{40,}");
    private static final Pattern TOKEN = Pattern.compile("\"\\w+\"|-?\\d[\\d.e-]*|true|null|false|[\\[\\]{},:]");

    private final Mutator bytes = new ByteMutator();

    @Override
    public byte[] mutate(byte[] input, byte[] other, RandomGenerator random) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        List<MatchResult> texts = JSON.matcher(text).results().toList();
        if (texts.isEmpty() || random.nextInt(8) == 0) {
            return bytes.mutate(input, other, random);
        }
        if (random.nextBoolean()) {
            return ByteMutator.inPlace(input, random);
        }
        MatchResult json = texts.get(random.nextInt(texts.size()));
        List<MatchResult> tokens = TOKEN.matcher(json.group()).results().toList();
        if (tokens.isEmpty()) {
            return bytes.mutate(input, other, random);
        }
        byte[] changed = input.clone();
        for (int left = 1 + random.nextInt(2); left > 0; left--) {
            MatchResult token = tokens.get(random.nextInt(tokens.size()));
            byte[] word = word(token.group(), tokens, random).getBytes(StandardCharsets.ISO_8859_1);
            System.arraycopy(word, 0, changed, json.start() + token.start(), word.length);
        }
        return changed;
    }

    /** Another word of the same length: one that occurs too, a random number, or a value of another kind. */
    private static String word(String word, List<MatchResult> tokens, RandomGenerator random) {
        int length = word.length();
        if (Character.isDigit(word.charAt(0)) && random.nextBoolean()) {
            return fitted(String.valueOf(Math.abs(random.nextInt())).repeat(1 + length / 9), length);
        }
        List<String> alike = tokens.stream()
                .map(MatchResult::group)
                .filter(group -> group.length() == length && !group.equals(word))
                .toList();
        if (!alike.isEmpty() && random.nextInt(4) > 0) {
            return alike.get(random.nextInt(alike.size()));
        }
        List<String> values = List.of("null", "-1", "[]", "{}", "0", "9e9", "true", "\"\"");
        return fitted(values.get(random.nextInt(values.size())), length);
    }

    private static String fitted(String word, int length) {
        return word.length() > length ? word.substring(0, length) : word + " ".repeat(length - word.length());
    }
}
