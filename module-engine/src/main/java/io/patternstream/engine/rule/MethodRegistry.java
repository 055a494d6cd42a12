/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.rule;

import static io.patternstream.api.explain.MethodGroup.ATTRIBUTION;
import static io.patternstream.api.explain.MethodGroup.CONTROL;
import static io.patternstream.api.explain.MethodGroup.FUNCTION;
import static io.patternstream.api.explain.MethodGroup.SIGNAL;
import static io.patternstream.api.explain.StartValue.LOGIT;
import static io.patternstream.api.explain.StartValue.ONE;
import static io.patternstream.engine.rule.Descent.PATTERN;
import static io.patternstream.engine.rule.Descent.WEIGHTS;
import static io.patternstream.engine.rule.Descent.WEIGHTS_TIMES_PATTERN;
import static io.patternstream.engine.rule.Gate.MASK;
import static io.patternstream.engine.rule.Gate.MASK_RECTIFY;
import static io.patternstream.engine.rule.Gate.RECTIFY;
import static io.patternstream.engine.rule.Gate.SMOOTH;
import static io.patternstream.engine.rule.LayerMatch.Kind.CONVOLUTION;
import static io.patternstream.engine.rule.LayerMatch.Kind.FIRST;
import static io.patternstream.engine.rule.LayerRules.EPSILON;
import static io.patternstream.engine.rule.LayerRules.alphaBeta;
import static io.patternstream.engine.rule.LayerRules.box;
import static io.patternstream.engine.rule.LayerRules.epsilon;
import static io.patternstream.engine.rule.LayerRules.excitation;
import static io.patternstream.engine.rule.LayerRules.flat;
import static io.patternstream.engine.rule.LayerRules.gamma;
import static io.patternstream.engine.rule.LayerRules.wSquare;

import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.explain.MethodGroup;
import io.patternstream.api.explain.StartValue;
import io.patternstream.engine.rule.LayerRule.Propagation;
import io.patternstream.engine.rule.Procedure.Path;
import io.patternstream.engine.rule.Procedure.Statistic;
import io.patternstream.engine.rule.Signature.Parameter;
import java.util.List;
import java.util.function.Function;

/**
 * All methods, one line each. Stateless.
 *
 * <p>Gradient: Simonyan et al. 2013. DeConvNet: Zeiler and Fergus 2014. Guided BackProp: Springenberg et al. 2015. PatternNet
 * and PatternAttribution: Kindermans et al. 2017. LRP: Bach et al. 2015; composites: Montavon et al. 2019, Lapuschkin et al.
 * 2019. Deep Taylor: Montavon et al. 2017. BetaSmooth: Dombrowski et al. 2019.
 */
public final class MethodRegistry {
    private static final Propagation STABLE = epsilon(EPSILON);
    private static final Propagation PLUS = alphaBeta(1, 0);
    private static final Propagation DEEP = excitation();

    private static final List<Family> FAMILIES = List.of(
            line("gradient", "saliency", FUNCTION, ONE, chain(MASK, WEIGHTS)),
            line(
                    "input_x_gradient",
                    "input_t_gradient",
                    ATTRIBUTION,
                    ONE,
                    new Procedure.Backward(Composite.chain(MASK, WEIGHTS), true)),
            line("smoothgrad", FUNCTION, p -> noisy(p, Statistic.MEAN), points(32), level(0.1), seed()),
            line("smoothgrad_squared", FUNCTION, p -> noisy(p, Statistic.MEAN_SQUARE), points(32), level(0.1), seed()),
            line("vargrad", FUNCTION, p -> noisy(p, Statistic.VARIANCE), points(32), level(0.1), seed()),
            line("beta_smooth", "", FUNCTION, ONE, chain(SMOOTH, WEIGHTS)),
            line("integrated_gradients", ATTRIBUTION, p -> straight(p), points(32)),
            line("gradient_shap", ATTRIBUTION, p -> between(p), points(32), seed()),
            line("deconvnet", "deconvolution", SIGNAL, LOGIT, chain(RECTIFY, WEIGHTS)),
            line("guided", "guided_backprop", SIGNAL, LOGIT, chain(MASK_RECTIFY, WEIGHTS)),
            line("patternnet", "pattern.net", SIGNAL, LOGIT, chain(MASK, PATTERN)),
            line("patternnet.guided", "", SIGNAL, LOGIT, chain(MASK_RECTIFY, PATTERN)),
            line("patternattribution", "patternlrp", ATTRIBUTION, LOGIT, chain(MASK, WEIGHTS_TIMES_PATTERN)),
            lrp("lrp.z", "lrp.0", everywhere(epsilon(0))),
            lrp("lrp.epsilon", p -> everywhere(epsilon(p.get(0))), Parameter.epsilon()),
            lrp("lrp.gamma", p -> everywhere(gamma(p.get(0))), Parameter.gamma()),
            lrp("lrp.alpha1beta0", "lrp.alpha_1_beta_0", everywhere(PLUS)),
            lrp("lrp.alpha2beta1", "lrp.alpha_2_beta_1", everywhere(alphaBeta(2, 1))),
            lrp("lrp.alphabeta", p -> everywhere(alphaBeta(p.get(0), p.get(1))), Parameter.alpha(), Parameter.beta()),
            lrp("lrp.zplus", "lrp.z_plus", everywhere(PLUS)),
            lrp("lrp.flat", "", everywhere(flat())),
            lrp("lrp.wsquare", "lrp.w_square", everywhere(wSquare())),
            lrp(
                    "lrp.box",
                    p -> everywhere(PLUS).with(FIRST, box(p.get(0), p.get(1))),
                    Parameter.low(),
                    Parameter.high()),
            lrp("lrp.z_ib", "", everywhere(epsilon(0).ignoringBias())),
            lrp("lrp.epsilon_ib", p -> everywhere(epsilon(p.get(0)).ignoringBias()), Parameter.epsilon()),
            lrp("lrp.alpha1beta0_ib", "lrp.alpha_1_beta_0_ib", everywhere(PLUS.ignoringBias())),
            lrp(
                    "lrp.alpha2beta1_ib",
                    "lrp.alpha_2_beta_1_ib",
                    everywhere(alphaBeta(2, 1).ignoringBias())),
            lrp("lrp.epsilon_plus", "lrp.sequential_preset_a", convolutions(PLUS)),
            lrp(
                    "lrp.epsilon_plus_flat",
                    "lrp.sequential_preset_a_flat",
                    convolutions(PLUS).with(FIRST, flat())),
            lrp("lrp.epsilon_plus_wsquare", "", convolutions(PLUS).with(FIRST, wSquare())),
            lrp("lrp.epsilon_alpha2beta1", "lrp.sequential_preset_b", convolutions(alphaBeta(2, 1))),
            lrp(
                    "lrp.epsilon_alpha2beta1_flat",
                    "lrp.sequential_preset_b_flat",
                    convolutions(alphaBeta(2, 1)).with(FIRST, flat())),
            lrp(
                    "lrp.epsilon_gamma_box",
                    p -> convolutions(gamma(p.get(2))).with(FIRST, box(p.get(0), p.get(1))),
                    Parameter.low(),
                    Parameter.high(),
                    Parameter.gamma()),
            lrp("deep_taylor", "", everywhere(DEEP).with(FIRST, wSquare().ignoringBias())),
            lrp(
                    "deep_taylor.bounded",
                    p -> everywhere(DEEP).with(FIRST, box(p.get(0), p.get(1))),
                    Parameter.low(),
                    Parameter.high()),
            line("excitation_backprop", "", ATTRIBUTION, ONE, new Procedure.Backward(everywhere(DEEP), false)),
            line("gradcam", "grad_cam", ATTRIBUTION, ONE, new Procedure.ClassActivation(false)),
            line("guided_gradcam", "guided_grad_cam", SIGNAL, ONE, new Procedure.ClassActivation(true)),
            line("occlusion", ATTRIBUTION, p -> occlusion(p), side("window"), side("stride")),
            line("input", "", CONTROL, ONE, new Procedure.Input()),
            line("random", CONTROL, p -> new Procedure.Noise(p.get(0).longValue()), seed()));

    private MethodRegistry() {}

    /** {@return all methods with default parameters} */
    public static List<Method> all() {
        return FAMILIES.stream().map(family -> family.method(List.of())).toList();
    }

    /**
     * Finds a method.
     *
     * @param text name or alias in any case, with or without parameters ({@code lrp.gamma(0.25)},
     *     {@code lrp.gamma(gamma=0.25)}), or a composite of one's own ({@link CompositeText})
     * @return the method
     * @throws ExplainException of type {@link ErrorType#UNKNOWN_METHOD}; lists the known ones
     */
    public static Method find(String text) {
        Call call = Call.parse(text);
        if (call.name().equals(CompositeText.NAME)) {
            return CompositeText.method(call);
        }
        return FAMILIES.stream()
                .filter(family -> family.isCalled(call.name()))
                .findFirst()
                .orElseThrow(() -> unknown(text))
                .method(call.arguments());
    }

    /**
     * Splits a list of methods at the commas outside parentheses.
     *
     * @param text the list
     * @return the names as written
     */
    public static List<String> split(String text) {
        return Call.split(text);
    }

    private static ExplainException unknown(String text) {
        List<String> known = FAMILIES.stream().map(Family::name).toList();
        return new ExplainException(
                ErrorType.UNKNOWN_METHOD,
                "unknown method '" + text + "'; known are " + String.join(", ", known)
                        + ", and composites such as lrp(first=flat, dense=epsilon, any=zplus)");
    }

    private static Family line(String name, String alias, MethodGroup group, StartValue start, Procedure procedure) {
        List<String> aliases = alias.isEmpty() ? List.of() : List.of(alias);
        return new Family(signature(name), aliases, group, start, values -> procedure);
    }

    private static Family line(
            String name, MethodGroup group, Function<List<Double>, Procedure> procedure, Parameter... parameters) {
        return new Family(signature(name, parameters), List.of(), group, ONE, procedure);
    }

    private static Family lrp(String name, String alias, Composite composite) {
        return line(name, alias, ATTRIBUTION, LOGIT, new Procedure.Backward(composite, false));
    }

    private static Family lrp(String name, Function<List<Double>, Composite> composite, Parameter... parameters) {
        return new Family(
                signature(name, parameters),
                List.of(),
                ATTRIBUTION,
                LOGIT,
                values -> new Procedure.Backward(composite.apply(values), false));
    }

    private static Signature signature(String name, Parameter... parameters) {
        return new Signature("method", name, List.of(parameters));
    }

    private static Procedure chain(Gate gate, Descent descent) {
        return new Procedure.Backward(Composite.chain(gate, descent), false);
    }

    /** Pools and additions are stabilised as well, but not more than the layers. */
    private static Composite everywhere(Propagation rule) {
        return Composite.propagation(rule, Math.min(rule.epsilon(), EPSILON));
    }

    /** One rule in convolutions, LRP-epsilon in dense layers. */
    private static Composite convolutions(Propagation rule) {
        return everywhere(STABLE).with(CONVOLUTION, rule);
    }

    private static Procedure noisy(List<Double> p, Statistic statistic) {
        Path path = new Path.Noisy(p.get(0).intValue(), p.get(1), p.get(2).longValue());
        return new Procedure.Gradients(path, statistic, false);
    }

    private static Procedure straight(List<Double> p) {
        return new Procedure.Gradients(new Path.Straight(p.get(0).intValue()), Statistic.MEAN, true);
    }

    private static Procedure between(List<Double> p) {
        Path path = new Path.Between(p.get(0).intValue(), p.get(1).longValue());
        return new Procedure.Gradients(path, Statistic.MEAN, true);
    }

    private static Procedure occlusion(List<Double> p) {
        return new Procedure.Occlusion(p.get(0).intValue(), p.get(1).intValue());
    }

    private static Parameter points(int standard) {
        return Parameter.whole("points", standard, 1, 1024);
    }

    private static Parameter level(double standard) {
        return Parameter.real("level", standard, 0, 10);
    }

    private static Parameter seed() {
        return Parameter.whole("seed", 0, 0, Integer.MAX_VALUE);
    }

    private static Parameter side(String name) {
        return Parameter.whole(name, 0, 0, 4096);
    }
}
