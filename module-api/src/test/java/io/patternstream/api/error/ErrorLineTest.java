/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ErrorLineTest {
    @Test
    void ordinaryMessagesStayAsTheyAre() {
        String message = "model 'Größe' has shape [1, 2] but 漢字 are expected";
        assertThat(ErrorLine.of(message)).isEqualTo(message);
    }

    @Test
    void lineBreaksAndControlCharactersBecomeOneSpace() {
        assertThat(ErrorLine.of("node 'a\r\n2026-01-01 INFO all is well'"))
                .isEqualTo("node 'a 2026-01-01 INFO all is well'");
        assertThat(ErrorLine.of("a\u0000\u001b\u0085\u2028\u2029\u202eb")).isEqualTo("a b");
    }

    @Test
    void longMessagesAreCut() {
        assertThat(ErrorLine.of("x".repeat(999))).hasSize(999);
        assertThat(ErrorLine.of("x".repeat(1_000_000)))
                .hasSize(ErrorLine.LONGEST)
                .endsWith("x... (cut)");
    }
}
