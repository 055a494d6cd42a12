/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.reference;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.program.Operator;
import java.util.List;

/** Runs single operators in float64. */
final class Interpreter {
    private final ReferenceKernels kernels;

    Interpreter(ReferenceKernels kernels) {
        this.kernels = kernels;
    }

    ReferenceArray activated(ReferenceArray z, Nonlinearity activation) {
        return kernels.activate(z, activation);
    }

    ReferenceArray run(Operator operator, List<ReferenceArray> operands, Shape result) {
        if (operator instanceof Operator.Constant constant) {
            return kernels.constant(new ReferenceArray(result, new double[result.elementCount()]), constant.value());
        }
        ReferenceArray x = operands.get(0);
        if (operator instanceof Operator.Concat) {
            return kernels.moves().concat(operands);
        }
        return operands.size() == 1 ? ofOne(operator, x, result.inner()) : ofTwo(operator, x, operands.get(1));
    }

    private ReferenceArray ofOne(Operator operator, ReferenceArray x, Shape sample) {
        if (operator instanceof Operator.AffineForward affine) {
            return affine(affine.map()).forward(x);
        }
        if (operator instanceof Operator.AffineTranspose affine) {
            return affine(affine.map()).transpose(x);
        }
        if (operator instanceof Operator.Activate activate) {
            return kernels.activate(x, activate.function());
        }
        if (operator instanceof Operator.Scale scale) {
            return kernels.scale(x, scale.factor());
        }
        if (operator instanceof Operator.MaxPool pool) {
            return kernels.pools().max(x, pool.window());
        }
        if (operator instanceof Operator.AveragePool pool) {
            return kernels.pools().average(x, pool.window(), pool.countIncludePad());
        }
        if (operator instanceof Operator.AveragePoolBackward pool) {
            return kernels.pools().averageBackward(x, sample, pool.window(), pool.countIncludePad());
        }
        if (operator instanceof Operator.Softmax softmax) {
            return kernels.norms().softmax(x, softmax.log());
        }
        if (operator instanceof Operator.LocalResponse local) {
            return kernels.norms().localResponseNorm(x, local.norm());
        }
        if (operator instanceof Operator.InstanceNorm norm) {
            return kernels.norms().instanceNorm(x, norm.epsilon());
        }
        return moved(operator, x, sample);
    }

    private ReferenceArray moved(Operator operator, ReferenceArray x, Shape sample) {
        if (operator instanceof Operator.Channels channels) {
            return kernels.moves().channels(x, channels.from(), channels.count());
        }
        if (operator instanceof Operator.Reshape) {
            return kernels.moves().reshape(x, sample);
        }
        if (operator instanceof Operator.Rearrange rearrange) {
            return kernels.moves().rearrange(x, rearrange.map());
        }
        if (operator instanceof Operator.RearrangeBackward rearrange) {
            return kernels.moves().rearrangeBackward(x, rearrange.map());
        }
        throw new IllegalArgumentException("operator " + operator + " of one operand");
    }

    private ReferenceArray ofTwo(Operator operator, ReferenceArray a, ReferenceArray b) {
        if (operator instanceof Operator.Add) {
            return kernels.add(a, b);
        }
        if (operator instanceof Operator.Multiply) {
            return kernels.multiply(a, b);
        }
        if (operator instanceof Operator.Divide divide) {
            return kernels.divide(a, b, divide.epsilon());
        }
        if (operator instanceof Operator.ActivateBackward activate) {
            return kernels.activateBackward(a, b, activate.function());
        }
        if (operator instanceof Operator.MaxPoolBackward pool) {
            return kernels.pools().maxBackward(a, b, pool.window());
        }
        if (operator instanceof Operator.SoftmaxBackward softmax) {
            return kernels.norms().softmaxBackward(a, b, softmax.log());
        }
        if (operator instanceof Operator.LocalResponseBackward local) {
            return kernels.norms().localResponseNormBackward(a, b, local.norm());
        }
        if (operator instanceof Operator.InstanceNormBackward norm) {
            return kernels.norms().instanceNormBackward(a, b, norm.epsilon());
        }
        throw new IllegalArgumentException("operator " + operator + " of two operands");
    }

    private static ReferenceAffine affine(Operator.AffineLayer map) {
        return new ReferenceAffine(map.scale().toArray(), map.shift().toArray());
    }
}
