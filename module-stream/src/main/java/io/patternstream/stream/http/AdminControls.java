/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.http;

/**
 * What operators may ask of the service.
 *
 * @param model the served model
 * @param patterns its pattern snapshots
 */
public record AdminControls(ModelControl model, PatternControl patterns) {}
