/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.error;

/**
 * Makes one line of a message. Messages quote names and values from files that anyone may have made: these must neither
 * begin a new line in a log nor drown what the message says.
 */
public final class ErrorLine {
    /** Longer messages are cut. */
    public static final int LONGEST = 1000;

    private static final String CUT = "... (cut)";

    private ErrorLine() {}

    /**
     * Returns a message without line breaks and other control characters, each run of them replaced by a space, and cut
     * where it is longer than {@link #LONGEST} characters.
     *
     * @param message any text
     * @return one line
     */
    public static String of(String message) {
        StringBuilder line = new StringBuilder();
        boolean gap = false;
        for (int i = 0; i < message.length() && line.length() < LONGEST; i++) {
            char c = message.charAt(i);
            boolean breaks = breaks(c);
            if (!breaks) {
                line.append(c);
            } else if (!gap) {
                line.append(' ');
            }
            gap = breaks;
        }
        if (line.length() < LONGEST) {
            return line.toString();
        }
        line.setLength(LONGEST - CUT.length());
        return line.append(CUT).toString();
    }

    private static boolean breaks(char c) {
        return Character.isISOControl(c)
                || Character.getType(c) == Character.LINE_SEPARATOR
                || Character.getType(c) == Character.PARAGRAPH_SEPARATOR
                || Character.getType(c) == Character.FORMAT;
    }
}
