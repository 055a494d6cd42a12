/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.explain;

/**
 * What each selected logit starts the backward pass with; logits that are not selected start with 0, and the subtracted logit
 * of a contrast with the negative.
 */
public enum StartValue {
    /** 1. */
    ONE,
    /** The logit's own value. */
    LOGIT
}
