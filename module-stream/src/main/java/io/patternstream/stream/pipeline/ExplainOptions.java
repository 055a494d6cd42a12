/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import io.patternstream.api.explain.Target;
import java.util.List;
import java.util.Optional;

/**
 * What one record asks for.
 *
 * @param contentType its media type in lower case without parameters; empty where it does not say
 * @param methods canonical names, at least one, none twice
 * @param target what to explain
 */
public record ExplainOptions(Optional<String> contentType, List<String> methods, Target target) {
    /** Copies. */
    public ExplainOptions {
        methods = List.copyOf(methods);
    }
}
