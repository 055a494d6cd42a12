/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** What a model is, without its weights. */
package io.patternstream.api.model;
