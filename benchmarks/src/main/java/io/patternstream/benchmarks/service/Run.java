/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.benchmarks.service;

/**
 * What was measured of one run.
 *
 * @param perSecond images a second
 * @param own milliseconds of processor time for an image, of the processes that are compared
 * @param broker the same of the broker beside them
 */
record Run(double perSecond, double own, double broker) {}
