/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** What the service measures: the port that the pipeline speaks to, and the catalogue of meters. */
package io.patternstream.stream.metrics;
