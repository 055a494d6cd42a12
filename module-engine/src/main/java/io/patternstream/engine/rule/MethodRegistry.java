/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.rule;

import static io.patternstream.api.explain.StartValue.LOGIT;
import static io.patternstream.api.explain.StartValue.ONE;
import static io.patternstream.engine.rule.Descent.PATTERN;
import static io.patternstream.engine.rule.Descent.WEIGHTS;
import static io.patternstream.engine.rule.Descent.WEIGHTS_TIMES_PATTERN;
import static io.patternstream.engine.rule.Gate.MASK;
import static io.patternstream.engine.rule.Gate.MASK_RECTIFY;
import static io.patternstream.engine.rule.Gate.PASS;
import static io.patternstream.engine.rule.Gate.RECTIFY;

import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.explain.ExplainException;
import io.patternstream.engine.rule.Redistribution.Chain;
import io.patternstream.engine.rule.Redistribution.Proportional;
import java.util.List;
import java.util.Locale;

/**
 * All methods, one line each. Stateless.
 *
 * <p>Gradient: Simonyan et al. 2013. DeConvNet: Zeiler and Fergus 2014. Guided BackProp: Springenberg et al. 2015. PatternNet
 * and PatternAttribution: Kindermans et al. 2017. LRP: Bach et al. 2015.
 */
public final class MethodRegistry {
    private static final Chain CHAIN = new Chain();

    private static final List<Method> METHODS = List.of(
            new Method("gradient", List.of("saliency"), new Rule(WEIGHTS, MASK, CHAIN), ONE, false),
            new Method("input_x_gradient", List.of("input_t_gradient"), new Rule(WEIGHTS, MASK, CHAIN), ONE, true),
            new Method("deconvnet", List.of(), new Rule(WEIGHTS, RECTIFY, CHAIN), LOGIT, false),
            new Method("guided", List.of("guided_backprop"), new Rule(WEIGHTS, MASK_RECTIFY, CHAIN), LOGIT, false),
            new Method("patternnet", List.of(), new Rule(PATTERN, MASK, CHAIN), LOGIT, false),
            new Method("patternnet.guided", List.of(), new Rule(PATTERN, MASK_RECTIFY, CHAIN), LOGIT, false),
            new Method(
                    "patternattribution",
                    List.of("patternlrp"),
                    new Rule(WEIGHTS_TIMES_PATTERN, MASK, CHAIN),
                    LOGIT,
                    false),
            new Method("lrp.z", List.of(), new Rule(WEIGHTS, PASS, new Proportional(0)), LOGIT, false),
            new Method("lrp.epsilon", List.of(), new Rule(WEIGHTS, PASS, new Proportional(1e-6)), LOGIT, false));

    private MethodRegistry() {}

    /** {@return all methods} */
    public static List<Method> all() {
        return METHODS;
    }

    /**
     * Finds a method.
     *
     * @param nameOrAlias in any case
     * @return the method
     * @throws ExplainException of type {@link ErrorType#UNKNOWN_METHOD}; lists the known ones
     */
    public static Method find(String nameOrAlias) {
        String wanted = nameOrAlias.strip().toLowerCase(Locale.ROOT);
        for (Method method : METHODS) {
            if (method.name().equals(wanted) || method.aliases().contains(wanted)) {
                return method;
            }
        }
        List<String> known = METHODS.stream().map(Method::name).toList();
        throw new ExplainException(
                ErrorType.UNKNOWN_METHOD,
                "unknown method '" + nameOrAlias + "'; known are " + String.join(", ", known));
    }
}
