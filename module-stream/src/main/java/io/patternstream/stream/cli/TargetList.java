/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.api.explain.Target;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** The option {@code --target}: one target for all samples, or a comma list with one per sample. Stateless. */
final class TargetList {
    private TargetList() {}

    static List<Target> parse(String text, int samples) {
        List<Target> targets =
                Arrays.stream(text.split(",", -1)).map(Target::parse).toList();
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
