/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.rule;

import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.explain.ExplainException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A name with arguments as users write it: {@code lrp.gamma(0.25)}. Immutable, thread-safe.
 *
 * @param name lower case
 * @param arguments between the parentheses, lower case; may be calls themselves
 */
record Call(String name, List<String> arguments) {
    private static final int LONGEST = 1000;

    Call {
        arguments = List.copyOf(arguments);
    }

    static Call parse(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        int open = lower.indexOf('(');
        if (lower.length() > LONGEST || (open >= 0 && !lower.endsWith(")"))) {
            String begin = lower.length() > LONGEST ? lower.substring(0, LONGEST) + "..." : lower;
            throw new ExplainException(
                    ErrorType.UNKNOWN_METHOD,
                    "method '" + begin
                            + "' cannot be read; write a name, or a name with parameters in parentheses, in at most "
                            + LONGEST + " characters");
        }
        return open < 0
                ? new Call(lower, List.of())
                : new Call(lower.substring(0, open).strip(), split(lower.substring(open + 1, lower.length() - 1)));
    }

    /** Splits at commas outside parentheses. */
    static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        if (text.isBlank()) {
            return parts;
        }
        int depth = 0;
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && depth == 0) {
                parts.add(text.substring(from, i).strip());
                from = i + 1;
            }
        }
        parts.add(text.substring(from).strip());
        return parts;
    }
}
