/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Builds the running service from its parts and takes it down in order. */
package io.patternstream.stream.service;
