/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.patternstream.api.model.Head;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Methods;
import io.patternstream.engine.Model;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.graph.Operation;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
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

    @Test
    void methodsThatCannotExplainTheModelAreLeftOutAndSaid() {
        // Given
        Network.Builder net = Network.builder("x", Shape.of(3));
        net.add("squash", new Operation.Activation(new Nonlinearity.Tanh()), 0);
        net.add("fc", new Operation.Dense(Tensor.of(Shape.of(1, 3), 1, 2, 3), Tensor.of(Shape.of(1), 0), false), 1);
        Model model = Model.of(net.build(Head.NONE), "tanh", "0".repeat(64));
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        Console console = new Console(System.out, new PrintStream(said, true, UTF_8), false, () -> 0);

        // When
        List<String> able = MethodList.able(List.of("gradient", "guided", "lrp.z"), model, console);

        // Then
        assertThat(able).containsExactly("gradient", "lrp.z");
        assertThat(said.toString(UTF_8)).startsWith("left out: guided, node 'squash' (Tanh)");
    }
}
