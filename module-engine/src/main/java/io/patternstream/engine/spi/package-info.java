/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** What backends and model formats implement, found by {@link java.util.ServiceLoader}. */
package io.patternstream.engine.spi;
