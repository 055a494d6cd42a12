/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.training;

import io.patternstream.stream.pipeline.SourcePartition;
import java.time.Instant;

/**
 * What a state is the state of. Together with the model it determines the statistics bit for bit, as long as nothing was lost.
 *
 * @param source the partition
 * @param topicId tells the topic from others of its name, before and after it
 * @param next the first offset that is not folded in
 * @param newest time of the newest record that is
 * @param lost records that expired before they could be folded in, counted by their offsets
 */
public record StateHeader(SourcePartition source, String topicId, long next, Instant newest, long lost) {}
