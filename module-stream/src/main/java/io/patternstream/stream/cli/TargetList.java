/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.api.explain.Target;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The option {@code --target}: one target for all samples, or a comma list with one per sample. The comma inside
 * {@code contrast:a,b} does not separate. Stateless.
 */
final class TargetList {
    private static final Pattern SEPARATOR = Pattern.compile("(?<!contrast:[^,]{0,20}),", Pattern.CASE_INSENSITIVE);

    private TargetList() {}

    static List<Target> parse(String text, int samples) {
        List<Target> targets =
                Arrays.stream(SEPARATOR.split(text, -1)).map(Target::parse).toList();
        if (targets.size() == 1) {
            return Collections.nCopies(samples, targets.get(0));
        }
        if (targets.size() != samples) {
            throw new CommandException("--target names " + targets.size() + " classes for " + samples
                    + " samples: give one for all or one for each");
        }
        return targets;
    }
}
