/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** What the demo adds to the service: topics, images that are replayed, totals. */
package io.patternstream.stream.demo;
