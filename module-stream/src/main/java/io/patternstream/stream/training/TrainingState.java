/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.training;

import io.patternstream.api.pattern.PatternLearner;

/**
 * Statistics and position of one partition: one unit, written and read together.
 *
 * @param header what it is the state of
 * @param learner the statistics
 */
public record TrainingState(StateHeader header, PatternLearner learner) {}
