/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.explain;

/** Who wins where several are equally large: in the window of a max pool, and among the logits of a target. */
public enum TieRule {
    /** The first: of positions row by row, of classes the smallest index. */
    FIRST
}
