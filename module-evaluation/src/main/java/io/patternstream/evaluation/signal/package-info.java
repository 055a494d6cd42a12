/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** The quality of signal estimators, rho of Kindermans et al. (2017), from sampled rows of layers. */
package io.patternstream.evaluation.signal;
