/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.patternstream.engine.Methods;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MethodListTest {
    @Test
    void namesAndAliasesBecomeCanonicalAndEachIsTakenOnce() {
        assertThat(MethodList.parse("Guided_BackProp, lrp.z,guided", false)).containsExactly("guided", "lrp.z");
    }

    @Test
    void allIsEveryMethodThatLooksAtTheNetworkAndCanRun() {
        // Given
        List<String> methods = Methods.names().stream()
                .filter(name -> !List.of("input", "random").contains(name))
                .toList();
        List<String> without =
                methods.stream().filter(name -> !Methods.needsPatterns(name)).toList();
        // Then
        assertThat(MethodList.parse("ALL", true)).isEqualTo(methods).contains("patternnet", "gradient");
        assertThat(MethodList.parse("all", false)).isEqualTo(without).doesNotContain("patternnet");
        assertThat(MethodList.parse("lrp.z,all", false))
                .startsWith("lrp.z")
                .hasSameSizeAs(without)
                .containsAll(without);
    }

    @Test
    void aMethodThatNeedsPatternsIsRefusedWithoutThem() {
        assertThatThrownBy(() -> MethodList.parse("guided,patternlrp", false))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("patternattribution")
                .hasMessageContaining("--patterns FILE");
    }

    @Test
    void commasInParenthesesBelongToTheMethod() {
        assertThat(MethodList.parse("lrp.box(-1,1),guided", false)).hasSize(2).contains("guided");
    }
}
