/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.Methods;
import org.junit.jupiter.api.Test;

class MethodBudgetTest {
    private static final MethodBudget BUDGET = new MethodBudget(64, Shape.of(3, 224, 224));

    @Test
    void everyMethodWithDefaultParametersIsAffordable() {
        assertThat(Methods.names())
                .allSatisfy(name -> assertThat(BUDGET.apply(name)).isEqualTo(name));
    }

    @Test
    void thousandsOfPassesAreRefusedWithTheirNumber() {
        assertThatThrownBy(() -> BUDGET.apply("occlusion(1,1)"))
                .isInstanceOfSatisfying(
                        ExplainException.class, e -> assertThat(e.type()).isEqualTo(ErrorType.METHOD_TOO_COSTLY))
                .hasMessageContaining("needs 50176 passes")
                .hasMessageContaining("limits.passes");
        assertThatThrownBy(() -> BUDGET.apply("smoothgrad(33)")).hasMessageContaining("needs 66 passes");
    }
}
