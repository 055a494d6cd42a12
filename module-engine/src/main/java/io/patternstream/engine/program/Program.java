/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.program;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One forward pass and any number of backward passes over one batch. Section 0 is the forward pass; each other section may
 * read values of its own and of section 0, and may run any number of times, in any order, after section 0.
 *
 * @param sections at least one
 */
public record Program(List<Section> sections) {
    /** Copies. */
    public Program {
        sections = List.copyOf(sections);
    }

    /** {@return the forward pass} */
    public Section forward() {
        return sections.get(0);
    }

    /** {@return every section after a line with its number} */
    @Override
    public String toString() {
        return IntStream.range(0, sections.size())
                .mapToObj(i -> "section " + i + "\n" + sections.get(i))
                .collect(Collectors.joining());
    }
}
