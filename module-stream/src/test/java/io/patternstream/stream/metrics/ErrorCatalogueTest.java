/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.api.explain.ErrorType;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** There is one catalogue of reasons, and its page is docs/topics.md. */
final class ErrorCatalogueTest {
    @Test
    void thePageListsEveryReasonOnce() {
        // Given
        String page = Repository.text("docs/topics.md");
        String table = page.substring(page.indexOf("| error type | retried | when |"));

        // When
        List<String> listed = Pattern.compile("(?m)^\\| (`[^|]*) \\|")
                .matcher(table)
                .results()
                .flatMap(row -> Arrays.stream(row.group(1).split(", ", -1)))
                .map(code -> code.replace("`", ""))
                .toList();

        // Then
        assertThat(listed)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(ErrorType.values()).map(ErrorType::code).toList());
    }
}
