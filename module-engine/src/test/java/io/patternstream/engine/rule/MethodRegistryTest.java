/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.explain.ExplainException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MethodRegistryTest {
    @Test
    void namesAndAliasesAreUnique() {
        Stream<String> names = MethodRegistry.all().stream().map(Method::name);
        assertThat(names)
                .doesNotHaveDuplicates()
                .allMatch(name -> MethodRegistry.find(name).name().equals(name));
    }

    @Test
    void parametersByPositionAndByNameAreTheSameMethod() {
        Method positioned = MethodRegistry.find(" LRP.Gamma( 0.5 ) ");
        Method named = MethodRegistry.find("lrp.gamma(gamma=0.5)");
        assertThat(positioned).isEqualTo(named);
        assertThat(positioned.name()).isEqualTo("lrp.gamma(0.5)");
        assertThat(positioned.family()).isEqualTo("lrp.gamma");
    }

    @Test
    void defaultParametersLeaveTheNameBare() {
        assertThat(MethodRegistry.find("lrp.epsilon(1e-6)").name()).isEqualTo("lrp.epsilon");
        assertThat(MethodRegistry.find("lrp.epsilon()")).isEqualTo(MethodRegistry.find("lrp.epsilon"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gradient(1)|has 1 parameters; write gradient without parameters",
                "lrp.gamma(-1)|gamma = -1; it must be a number from 0 to 1000000",
                "lrp.gamma(nan)|gamma = 'nan', which is not a number",
                "lrp.gamma(x)|gamma = 'x', which is not a number",
                "lrp.gamma(delta=1)|has no parameter 'delta'; write lrp.gamma(gamma=0.25)",
                "smoothgrad(0.5)|points = 0.5; it must be a whole number from 1 to 1024",
                "smoothgrad(1e9)|it must be a whole number from 1 to 1024",
                "lrp.gamma(1|cannot be read",
                "lime|unknown method 'lime'; known are gradient, ",
                "lrp|chooses no rule",
                "lrp(first)|'first' should be a layer, '=' and a rule",
                "lrp(first=lime)|'lime' is not one of the rules [alphabeta, box,",
                "lrp(any=gamma(infinity))|rule 'gamma' has gamma = 'infinity', which is not a number",
                "lrp(any=gamma(-1))|rule 'gamma' has gamma = -1; it must be a number from 0",
                "lrp(any=gamma(1, 2))|rule 'gamma' has 2 parameters; write gamma(gamma=0.25)",
                "lrp(any=flat(1))|rule 'flat' has 1 parameters; write flat without parameters",
                "lrp(any=box(1, 2))|rule 'box' has low = 1; it must be a number from -1000000 to 0",
            })
    void whatCannotBeReadIsRefusedWithAdvice(String text, String advice) {
        assertThatThrownBy(() -> MethodRegistry.find(text))
                .isInstanceOfSatisfying(
                        ExplainException.class, e -> assertThat(e.type()).isEqualTo(ErrorType.UNKNOWN_METHOD))
                .hasMessageContaining(advice);
    }

    @Test
    void endlessTextIsRefusedBriefly() {
        assertThatThrownBy(() -> MethodRegistry.find("x".repeat(1_000_000)))
                .isInstanceOf(ExplainException.class)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(2000));
    }

    @Test
    void aCompositeOfOnesOwnIsTheBuiltInOne() {
        // Given
        Method own = MethodRegistry.find("LRP(First = flat, convolution = zplus, any = epsilon)");
        Method builtIn = MethodRegistry.find("lrp.epsilon_plus_flat");

        // Then
        assertThat(own.procedure()).isEqualTo(builtIn.procedure());
        assertThat(own.name()).isEqualTo("lrp(first=flat,convolution=zplus,any=epsilon)");
        assertThat(MethodRegistry.find(own.name())).isEqualTo(own);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lrp(dense=gamma(0.5))", "lrp(dense=gamma(0.5), any=epsilon(1e-6))"})
    void layersThatNothingMatchesGetTheEpsilonRule(String text) {
        Procedure.Backward backward =
                (Procedure.Backward) MethodRegistry.find(text).procedure();
        List<Composite.Choice> choices = backward.composite().choices();
        assertThat(choices.get(choices.size() - 1))
                .isEqualTo(new Composite.Choice(LayerMatch.Kind.ANY, LayerRules.epsilon(1e-6)));
    }

    @Test
    void listsAreSplitOutsideParentheses() {
        assertThat(MethodRegistry.split("gradient, lrp.box(0,1),lrp(first=box(0,1),any=z)"))
                .containsExactly("gradient", "lrp.box(0,1)", "lrp(first=box(0,1),any=z)");
    }
}
