/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.rule;

/**
 * What happens to relevance on its way down through a layer.
 *
 * @param descent the weights it goes through in linear layers
 * @param gate at ReLUs
 * @param redistribution at linear layers, average pools and additions
 */
public record Rule(Descent descent, Gate gate, Redistribution redistribution) {}
