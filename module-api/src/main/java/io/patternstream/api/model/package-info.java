/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** What a model is, without its weights, and the weights of one explained layer. */
package io.patternstream.api.model;
