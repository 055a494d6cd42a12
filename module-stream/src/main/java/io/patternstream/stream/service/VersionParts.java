/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.service;

/**
 * A version of the served model.
 *
 * @param model the model and what runs it
 * @param patterns how its patterns are learned and swapped
 */
public record VersionParts(ModelParts model, PatternParts patterns) {}
