/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Where the statistics of training partitions outlive the process: a port and its adapters, which know only bytes. Plain Java. */
package io.patternstream.stream.state;
