/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The configuration: typed records, read from YAML and checked once against a schema. */
package io.patternstream.stream.config;
