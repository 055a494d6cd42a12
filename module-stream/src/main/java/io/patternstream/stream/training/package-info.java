/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Learning while serving: folds the training topic into patterns and follows the patterns topic. Plain Java. */
package io.patternstream.stream.training;
