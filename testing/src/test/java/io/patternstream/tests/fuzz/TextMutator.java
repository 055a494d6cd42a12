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

/** Replaces, removes, repeats and nests words, numbers and brackets of JSON and of NumPy's headers. */
final class TextMutator implements Mutator {
    private static final Pattern TOKEN = Pattern.compile("\"[^\"]*\"|'[^']*'|-?\\d[\\d.eE+-]*|\\w+|[^\\s\\w]");
    /** Numbers and truth values: changing these leaves the text well-formed. */
    private static final Pattern LIVELY = Pattern.compile("-?\\d.*|true|false|True|False");

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "false",
            "\"\"",
            "\"\\n\"",
            "[]",
            "{}",
            "-0",
            "1e999",
            "NaN",
            "0.5",
            "99999999999999999999999",
            "\"\u0000\"",
            "()",
            "(0,)",
            "True",
            "1L",
            ",",
            "-1");

    @Override
    public byte[] mutate(byte[] input, byte[] other, RandomGenerator random) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        List<MatchResult> tokens = TOKEN.matcher(text).results().toList();
        if (tokens.isEmpty()) {
            return new ByteMutator().mutate(input, other, random);
        }
        MatchResult token = any(tokens, random);
        for (int tries = 0; tries < 4 && !LIVELY.matcher(token.group()).matches(); tries++) {
            token = any(tokens, random);
        }
        String word = token.group();
        String changed = text.substring(0, token.start())
                + switch (random.nextInt(8)) {
                    case 0 -> "";
                    case 1 -> word + " " + word;
                    case 2 -> word + "," + word;
                    case 3 -> VALUES.get(random.nextInt(VALUES.size()));
                    case 4 -> any(tokens, random).group();
                    case 5 -> "[".repeat(1 << random.nextInt(12)) + word;
                    default -> String.valueOf(Mutator.number(random));
                }
                + text.substring(token.end());
        return changed.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static MatchResult any(List<MatchResult> tokens, RandomGenerator random) {
        return tokens.get(random.nextInt(tokens.size()));
    }
}
