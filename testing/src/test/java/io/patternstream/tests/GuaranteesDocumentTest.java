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

final class GuaranteesDocumentTest {
    private static final Path ROOT = Path.of("..");
    private static final int CASES = 24;
    private static final Pattern TEST = Pattern.compile("`(\\w+)#(\\w+)`");
    private static final Pattern NUMBERED = Pattern.compile("(?m)^\\| (\\d+) \\| .*#.*\\|$");

    @Test
    void everyGuaranteeNamesTestsThatExist() throws IOException {
        // Given
        String document = Files.readString(ROOT.resolve("docs/guarantees.md"));

        // When
        List<Integer> numbers = NUMBERED.matcher(document)
                .results()
                .map(row -> Integer.valueOf(row.group(1)))
                .toList();
        List<MatchResult> tests = TEST.matcher(document).results().toList();

        // Then
        assertThat(numbers)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, CASES).boxed().toList());
        for (MatchResult test : tests) {
            assertThat(sources(test.group(1))).as(test.group()).contains("\n    void " + test.group(2) + "(");
        }
    }

    private static String sources(String test) throws IOException {
        StringBuilder found = new StringBuilder();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path module : modules.toList()) {
                Path folder = module.resolve("src/test/java");
                if (Files.isDirectory(folder)) {
                    try (Stream<Path> files = Files.walk(folder)) {
                        for (Path file : files.filter(path -> path.endsWith(test + ".java"))
                                .toList()) {
                            found.append(Files.readString(file));
                        }
                    }
                }
            }
        }
        return found.toString();
    }
}
