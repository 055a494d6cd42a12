/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is served.
 *
 * @param file the model file
 * @param name the name users call it by; empty for the file's name
 * @param preprocessing name of a preset; empty for what the model's sidecar or shape says
 * @param methods what records get that do not ask for a method; empty for what the model's sidecar says
 */
public record ModelConfig(Path file, Optional<String> name, Optional<String> preprocessing, List<String> methods) {
    /** Copies. */
    public ModelConfig {
        methods = List.copyOf(methods);
    }
}
