/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.verify;

import io.patternstream.api.explain.Attribution;
import io.patternstream.api.explain.Conservation;
import io.patternstream.api.explain.SampleReport;
import io.patternstream.api.explain.StartValue;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.verify.Check.Measurement;
import java.util.List;
import java.util.Optional;

/** That relevance neither appears nor disappears. Stateless. */
final class RelevanceChecks {
    private RelevanceChecks() {}

    static List<Check> all() {
        return List.of(
                new Check(18, "lrp.z is input x gradient", 1e-3, RelevanceChecks::inputTimesGradient),
                new Check(
                        19,
                        "lrp.z and the biases' share add up to the logit",
                        1e-3,
                        subject -> conserved(subject, List.of("lrp.z"))),
                new Check(
                        20,
                        "rules that ignore biases lose nothing to them",
                        1e-3,
                        subject -> conserved(subject, List.of("lrp.epsilon_ib(0.01)", "lrp.alpha2beta1_ib"))),
                new Check(
                        21,
                        "what stabilisers and biases take is accounted for",
                        1e-3,
                        subject -> conserved(
                                subject, List.of("lrp.epsilon(0.1)", "lrp.gamma", "lrp.epsilon_alpha2beta1"))),
                new Check(21, "lrp.epsilon comes to lrp.z as epsilon falls", 1e-3, RelevanceChecks::limit));
    }

    private static Measurement inputTimesGradient(Subject subject) {
        Optional<String> obstacle = Obstacle.toHomogeneity(subject.model().network());
        if (obstacle.isPresent()) {
            return Measurement.notApplicable("the model has " + obstacle.get());
        }
        Tensor expected = subject.map(subject.images(), "input_x_gradient", subject.target(), StartValue.ONE);
        Tensor actual = subject.map(subject.images(), "lrp.z", subject.target(), StartValue.LOGIT);
        return Measurement.of(Distance.of(actual, expected), "lrp.z");
    }

    private static Measurement limit(Subject subject) {
        Tensor expected = subject.map(subject.images(), "lrp.z", subject.target(), null);
        Tensor actual = subject.map(subject.images(), "lrp.epsilon(1e-9)", subject.target(), null);
        return Measurement.of(Distance.of(actual, expected), "lrp.epsilon(1e-9)");
    }

    private static Measurement conserved(Subject subject, List<String> methods) {
        Measurement worst = Measurement.of(0, "");
        for (String method : methods) {
            worst = worst.or(Measurement.of(residual(subject, method), method));
        }
        return worst;
    }

    /** The largest part of the started value, or of the map where that is larger, that is not accounted for. */
    static double residual(Subject subject, String method) {
        Attribution map = subject.attribution(subject.images(), method, subject.target(), null);
        double worst = 0;
        for (int n = 0; n < subject.count(); n++) {
            SampleReport report = map.samples().get(n);
            Conservation account = report.conservation().orElseThrow();
            double size = Distance.size(map.values().slice(n)) + Math.abs(account.started());
            worst = Math.max(worst, account.residual() == 0 ? 0 : Math.abs(account.residual()) / size);
        }
        return worst;
    }
}
