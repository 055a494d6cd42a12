/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** Measures how good explanations are: of signal estimators layer by layer, and of heatmaps. */
@SuppressWarnings("requires-automatic") // EJML has no descriptor
@org.jspecify.annotations.NullMarked
module io.patternstream.evaluation {
    requires ejml.core;
    requires ejml.ddense;
    requires transitive io.patternstream.api;
    requires static transitive org.jspecify;

    exports io.patternstream.evaluation.chart;
    exports io.patternstream.evaluation.heatmap;
    exports io.patternstream.evaluation.signal;
}
