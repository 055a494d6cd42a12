/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.verify;

import io.patternstream.api.explain.Attribution;
import io.patternstream.api.explain.ExplainRequest;
import io.patternstream.api.explain.Explainer;
import io.patternstream.api.explain.Explanations;
import io.patternstream.api.explain.StartValue;
import io.patternstream.api.explain.Target;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Model;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The model that is checked, an explainer of it, and the images to check on. For one thread; closes the explainer. */
final class Subject implements AutoCloseable {
    private final Model model;
    private final Verification.Opening opening;
    private final Tensor images;
    private final Optional<PatternSnapshot> patterns;
    private final Explainer explainer;
    private final Tensor logits;
    private final int top;
    private @Nullable PatternSnapshot active;

    private Subject(Model model, Verification.Opening opening, Tensor images, Optional<PatternSnapshot> patterns) {
        this.model = model;
        this.opening = opening;
        this.images = images;
        this.patterns = patterns;
        this.active = patterns.orElse(null);
        this.explainer = opening.open(model, () -> Optional.ofNullable(active)).newExplainer();
        this.logits = logits(images);
        this.top = largest(logits.slice(0));
    }

    static Subject open(Model model, Verification.Opening opening, Tensor images, Optional<PatternSnapshot> patterns) {
        return new Subject(model, opening, images, patterns);
    }

    Model model() {
        return model;
    }

    Tensor images() {
        return images;
    }

    int count() {
        return images.shape().dimension(0);
    }

    Tensor image(int index) {
        return Tensor.stack(List.of(images.slice(index)));
    }

    Optional<PatternSnapshot> patterns() {
        return patterns;
    }

    /** The logits of the images before anything was explained. */
    Tensor logits() {
        return logits;
    }

    /** The first image's largest logit: what checks explain, whatever the image. */
    int top() {
        return top;
    }

    Target target() {
        return new Target.ClassIndex(top);
    }

    Tensor logits(Tensor batch) {
        return explain(batch, List.of("input"), new Target.None(), null).logits();
    }

    /** One map, as {@code [N, C, H, W]}. */
    Tensor map(Tensor batch, String method, Target target, @Nullable StartValue start) {
        return attribution(batch, method, target, start).values();
    }

    Attribution attribution(Tensor batch, String method, Target target, @Nullable StartValue start) {
        return explain(batch, List.of(method), target, start).attributions().get(0);
    }

    private Explanations explain(Tensor batch, List<String> methods, Target target, @Nullable StartValue start) {
        List<Target> targets = Collections.nCopies(batch.shape().dimension(0), target);
        return explainer.explain(ExplainRequest.of(batch, methods, targets, start));
    }

    /** Computes something with other patterns than the user's. */
    <T> T with(PatternSnapshot other, Supplier<T> computation) {
        active = other;
        try {
            return computation.get();
        } finally {
            active = patterns.orElse(null);
        }
    }

    /** Another model on the same backend and images; closed by the caller. */
    Subject of(Model other) {
        return open(other, opening, images, Optional.empty());
    }

    @Override
    public void close() {
        explainer.close();
    }

    private static int largest(Tensor logits) {
        int best = 0;
        for (int k = 1; k < logits.shape().elementCount(); k++) {
            best = logits.at(k) > logits.at(best) ? k : best;
        }
        return best;
    }
}
