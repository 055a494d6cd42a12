/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.engine.rule.Method;
import io.patternstream.engine.rule.MethodRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table in docs/methods.md is what the registry says. */
class MethodsDocumentTest {
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    @Test
    void theTableListsEveryMethodWithItsDefaultsAliasesMeaningAndStart() throws IOException {
        // Given
        List<String> rows = Files.readAllLines(Path.of("../docs/methods.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .toList();

        // When
        List<Method> documented = rows.stream()
                .flatMap(row -> codes(row.split("\\|")[1]).stream().map(name -> {
                    String[] cells = row.split("\\|");
                    Method method = MethodRegistry.find(name);
                    assertThat(cells[3].strip())
                            .as(name)
                            .isEqualTo(method.group().name().toLowerCase(Locale.ROOT));
                    assertThat(cells[4].strip().replace("1", "one"))
                            .as(name)
                            .isEqualToIgnoringCase(method.start().name());
                    codes(cells[2]).forEach(alias -> assertThat(MethodRegistry.find(alias))
                            .as(alias)
                            .isEqualTo(method));
                    return method;
                }))
                .toList();

        // Then
        assertThat(documented).containsExactlyElementsOf(MethodRegistry.all());
    }

    private static List<String> codes(String cell) {
        return CODE.matcher(cell)
                .results()
                .map(MatchResult::group)
                .map(code -> code.replace("`", ""))
                .toList();
    }
}
