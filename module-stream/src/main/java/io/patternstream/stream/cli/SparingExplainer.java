/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.explain.ExplainRequest;
import io.patternstream.api.explain.Explainer;
import io.patternstream.api.explain.Explanations;
import io.patternstream.api.model.ModelDescription;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Leaves out the methods that cannot explain the model, with a line that says why: for those who ask for all methods. For one
 * thread; closes what it wraps.
 */
final class SparingExplainer implements Explainer {
    private final Explainer explainer;
    private final Console console;
    private final Set<String> unable = new HashSet<>();

    private SparingExplainer(Explainer explainer, Console console) {
        this.explainer = explainer;
        this.console = console;
    }

    static SparingExplainer wrap(Explainer explainer, Console console) {
        return new SparingExplainer(explainer, console);
    }

    @Override
    public ModelDescription model() {
        return explainer.model();
    }

    @Override
    public Explanations explain(ExplainRequest request) {
        try {
            return explainer.explain(with(request, able(request)));
        } catch (ExplainException e) {
            if (e.type() != ErrorType.UNSUPPORTED_LAYER) {
                throw e;
            }
        }
        // Such a method is refused before anything is computed, so trying each again costs little but for those that
        // can.
        for (String method : able(request)) {
            try {
                explainer.explain(with(request, List.of(method)));
            } catch (ExplainException e) {
                if (e.type() != ErrorType.UNSUPPORTED_LAYER) {
                    throw e;
                }
                console.say("left out: " + e.getMessage());
                unable.add(method);
            }
        }
        return explainer.explain(with(request, able(request)));
    }

    private List<String> able(ExplainRequest request) {
        List<String> methods = new ArrayList<>(request.methods());
        methods.removeAll(unable);
        return methods;
    }

    private static ExplainRequest with(ExplainRequest request, List<String> methods) {
        return new ExplainRequest(request.input(), methods, request.targets(), request.start());
    }

    @Override
    public void close() {
        explainer.close();
    }
}
