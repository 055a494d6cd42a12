/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.verify;

import io.patternstream.api.explain.StartValue;
import io.patternstream.api.explain.Target;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Methods;
import io.patternstream.engine.Model;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Node;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.verify.Check.Measurement;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** That results do not depend on what they should not depend on. Stateless. */
final class IndependenceChecks {
    /** One of each kind: they share all code with the other methods of their kind. */
    private static final List<String> METHODS = List.of(
            "gradient", "deconvnet", "guided", "lrp.epsilon", "lrp.gamma", "lrp.alpha2beta1", "patternattribution");

    private IndependenceChecks() {}

    static List<Check> all() {
        return List.of(
                new Check(28, "two runs give the same bits", Check.EXACT, IndependenceChecks::determinism),
                new Check(27, "a batch gives what its images give one by one", 1e-3, IndependenceChecks::batch),
                new Check(27, "an image of NaNs leaves the others alone", 1e-6, IndependenceChecks::poisoned),
                new Check(29, "explaining does not change the logits", Check.EXACT, IndependenceChecks::logits),
                new Check(30, "a softmax at the end changes no map", 1e-5, IndependenceChecks::softmax),
                new Check(28, "an explained value of 0 gives a map of zeros", Check.EXACT, IndependenceChecks::zero));
    }

    private static Measurement determinism(Subject subject) {
        return worst(
                subject,
                method -> Distance.of(
                        subject.map(subject.images(), method, subject.target(), null),
                        subject.map(subject.images(), method, subject.target(), null)));
    }

    private static Measurement batch(Subject subject) {
        if (subject.count() < 2) {
            return Measurement.notApplicable("it takes two images");
        }
        int last = subject.count() - 1;
        return worst(subject, method -> {
            Tensor batch = subject.map(subject.images(), method, subject.target(), null);
            Tensor single = subject.map(subject.image(last), method, subject.target(), null);
            return Distance.of(single.reshape(single.shape().inner()), batch.slice(last));
        });
    }

    private static Measurement poisoned(Subject subject) {
        if (subject.count() < 2) {
            return Measurement.notApplicable("it takes two images");
        }
        Tensor clean = subject.images();
        float[] values = new float[clean.shape().elementCount()];
        clean.copyTo(values, 0);
        Arrays.fill(values, 0, values.length / subject.count(), Float.NaN);
        Tensor poisoned = Tensor.wrap(clean.shape(), values);
        return worst(
                subject,
                method -> Distance.of(
                        subject.map(poisoned, method, subject.target(), null).slice(1),
                        subject.map(clean, method, subject.target(), null).slice(1)));
    }

    /** Compares with the logits before the checks above have explained. */
    private static Measurement logits(Subject subject) {
        return Measurement.of(Distance.of(subject.logits(subject.images()), subject.logits()), "logits");
    }

    private static Measurement softmax(Subject subject) {
        try (Subject other = subject.of(extended(subject.model()))) {
            Measurement worst = Measurement.of(0, "");
            for (String method : List.of("gradient", "lrp.z")) {
                worst = worst.or(Measurement.where(
                        method,
                        () -> Distance.of(
                                other.map(subject.images(), method, subject.target(), StartValue.ONE),
                                subject.map(subject.images(), method, subject.target(), StartValue.ONE))));
            }
            return worst;
        }
    }

    private static Measurement zero(Subject subject) {
        Target zero = new Target.ClassIndex(subject.model().description().classes());
        try (Subject other = subject.of(extended(subject.model()))) {
            Measurement worst = Measurement.of(0, "");
            for (String method : METHODS) {
                if (!Methods.needsPatterns(method)) {
                    worst = worst.or(Measurement.where(
                            method, () -> Distance.norm(other.map(subject.images(), method, zero, StartValue.LOGIT))));
                }
            }
            return worst;
        }
    }

    /** The same model with one more class, whose logit is always 0, and a softmax. */
    private static Model extended(Model model) {
        Network network = model.network();
        Network.Builder net = Network.builder(network.node(0).name(), network.inputShape());
        for (Node node : network.nodes().subList(1, network.nodes().size())) {
            net.add(
                    node.name(),
                    node.operation(),
                    node.inputs().stream().mapToInt(Integer::intValue).toArray());
        }
        int classes = network.outputShape().elementCount();
        float[] weights = new float[(classes + 1) * classes];
        for (int k = 0; k < classes; k++) {
            weights[k * classes + k] = 1;
        }
        Tensor identity = Tensor.wrap(Shape.of(classes + 1, classes), weights);
        Tensor none = Tensor.wrap(Shape.of(classes + 1), new float[classes + 1]);
        int more = net.add("verify.more", new Operation.Dense(identity, none, false), network.output());
        net.add("verify.softmax", new Operation.Softmax(false), more);
        return Model.of(
                net.build(network.head()),
                model.description().name(),
                model.description().sha256());
    }

    private static Measurement worst(Subject subject, ToDoubleFunction<String> deviation) {
        Measurement worst = Measurement.of(0, "");
        for (String method : METHODS) {
            if (!Methods.needsPatterns(method) || subject.patterns().isPresent()) {
                worst = worst.or(Measurement.where(method, () -> deviation.applyAsDouble(method)));
            }
        }
        return worst;
    }
}
