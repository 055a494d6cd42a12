/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table in docs/invariants.md has every number once and names tests that exist. */
class InvariantsDocumentTest {
    private static final Path ROOT = Path.of("..");
    private static final int INVARIANTS = 33;
    private static final Pattern TEST = Pattern.compile("`([\\w.]+)#(\\w+)`");
    private static final Pattern NUMBERED = Pattern.compile("(?m)^\\| (\\d+) \\| .*#.*\\|$");

    @Test
    void everyInvariantIsProvenByTestsThatExist() throws IOException {
        // Given
        String document = Files.readString(ROOT.resolve("docs/invariants.md"));

        // When
        List<Integer> numbers = NUMBERED.matcher(document)
                .results()
                .map(row -> Integer.valueOf(row.group(1)))
                .toList();
        List<MatchResult> tests = TEST.matcher(document).results().toList();

        // Then
        assertThat(numbers)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, INVARIANTS).boxed().toList());
        assertThat(tests).hasSizeGreaterThanOrEqualTo(INVARIANTS);
        for (MatchResult test : tests) {
            assertThat(source(test.group(1))).as(test.group()).contains("\n    void " + test.group(2) + "(");
        }
    }

    private static String source(String test) throws IOException {
        String file = "src/test/java/io/patternstream/" + test.replace('.', '/') + ".java";
        Path source = Stream.of("module-engine", "module-patterns")
                .map(module -> ROOT.resolve(module).resolve(file))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new AssertionError(test + " is in no module"));
        return Files.readString(source);
    }
}
