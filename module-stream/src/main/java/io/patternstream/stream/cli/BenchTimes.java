/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.engine.spi.Precision;
import java.util.Optional;

/**
 * What {@code bench} measured, in one loop.
 *
 * @param work times of the work
 * @param roofline of its bare primitives, if they were asked for
 * @param precision the other precision, if one was asked for
 * @param against times of the same work in that
 */
record BenchTimes(Timings work, Optional<Timings> roofline, Optional<Precision> precision, Optional<Timings> against) {}
