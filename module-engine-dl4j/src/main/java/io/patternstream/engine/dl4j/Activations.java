/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.dl4j;

import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.spi.ModelFormatException;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationHardSigmoid;
import org.nd4j.linalg.activations.impl.ActivationHardTanH;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.activations.impl.ActivationRectifiedTanh;
import org.nd4j.linalg.activations.impl.ActivationSELU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationSoftSign;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/** DL4J's activations as functions of the graph. Stateless. */
final class Activations {
    private static final double SELU_ALPHA = 1.6732632423543772;
    private static final double SELU_SCALE = 1.0507009873554805;

    /** ND4J approximates GELU by x * sigmoid(1.702 x); its "precise" one is no GELU and is refused. */
    private static final double GELU_SLOPE = 1.702;

    private static final Map<Class<?>, List<Nonlinearity>> PLAIN = Map.of(
            ActivationHardSigmoid.class, List.of(new Nonlinearity.HardSigmoid(0.2, 0.5)),
            ActivationHardTanH.class, List.of(new Nonlinearity.Clip(-1, 1)),
            ActivationReLU6.class, List.of(new Nonlinearity.Clip(0, 6)),
            ActivationRectifiedTanh.class, List.of(new Nonlinearity.Tanh(), new Nonlinearity.Relu()),
            ActivationSELU.class, List.of(new Nonlinearity.Elu(SELU_ALPHA, SELU_SCALE)),
            ActivationSigmoid.class, List.of(new Nonlinearity.Sigmoid()),
            ActivationSoftPlus.class, List.of(new Nonlinearity.Softplus()),
            ActivationSoftSign.class, List.of(new Nonlinearity.Softsign()),
            ActivationSwish.class, List.of(new Nonlinearity.Swish()),
            ActivationTanH.class, List.of(new Nonlinearity.Tanh()));

    private Activations() {}

    /** Adds an activation to a layer's output; returns the position of the result. */
    static int add(StepCall call, int x, IActivation activation) {
        String part = "." + activation;
        if (activation instanceof ActivationIdentity) {
            return x;
        }
        // ND4J takes the softmax along the last axis, for images as well.
        if (activation instanceof ActivationSoftmax) {
            return call.add(part, new Operation.Softmax(false), x);
        }
        if (activation instanceof ActivationGELU gelu && !gelu.isPrecise()) {
            int steep = call.graph().scale(call.name() + ".steep", x, GELU_SLOPE);
            int swish = call.add(".swish", new Operation.Activation(new Nonlinearity.Swish()), steep);
            return call.graph().scale(call.name() + part, swish, 1 / GELU_SLOPE);
        }
        List<Nonlinearity> functions = functions(activation);
        int result = x;
        for (int i = 0; i < functions.size(); i++) {
            String step = i == functions.size() - 1 ? part : part + i;
            result = call.add(step, new Operation.Activation(functions.get(i)), result);
        }
        return result;
    }

    private static List<Nonlinearity> functions(IActivation activation) {
        if (activation instanceof ActivationReLU relu) {
            return relu(relu);
        }
        if (activation instanceof ActivationLReLU leaky) {
            return List.of(new Nonlinearity.LeakyRelu(leaky.getAlpha()));
        }
        if (activation instanceof ActivationELU elu) {
            return List.of(new Nonlinearity.Elu(elu.getAlpha(), 1));
        }
        List<Nonlinearity> plain = activation == null ? null : PLAIN.get(activation.getClass());
        if (plain == null) {
            throw new ModelFormatException("activation " + activation + " is not supported");
        }
        return plain;
    }

    private static List<Nonlinearity> relu(ActivationReLU relu) {
        double slope = relu.getNegativeSlope() == null ? 0 : relu.getNegativeSlope();
        if (relu.getThreshold() != null && relu.getThreshold() != 0) {
            throw new ModelFormatException("a ReLU with the threshold " + relu.getThreshold() + " is not supported");
        }
        if (relu.getMax() == null) {
            return List.of(slope == 0 ? new Nonlinearity.Relu() : new Nonlinearity.LeakyRelu(slope));
        }
        return slope == 0
                ? List.of(new Nonlinearity.Clip(0, relu.getMax()))
                : List.of(
                        new Nonlinearity.LeakyRelu(slope),
                        new Nonlinearity.Clip(Double.NEGATIVE_INFINITY, relu.getMax()));
    }
}
