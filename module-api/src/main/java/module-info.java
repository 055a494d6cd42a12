/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Values and ports that every other module of Patternstream speaks in: tensors, models, explanations and patterns.
 *
 * <p>No logic beyond validation and the {@code .npy} exchange format; no dependency beyond {@code java.base}.
 */
@org.jspecify.annotations.NullMarked
module io.patternstream.api {
    requires static transitive org.jspecify;

    exports io.patternstream.api.error;
    exports io.patternstream.api.explain;
    exports io.patternstream.api.image;
    exports io.patternstream.api.model;
    exports io.patternstream.api.pattern;
    exports io.patternstream.api.tensor;
}
