/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

/**
 * What calculates the heatmaps, besides patterns; each heatmap names it.
 *
 * @param modelSha256 hash of the model's file, which tells versions of the model apart
 * @param backend name of the engine's backend, for example {@code nd4j}
 * @param precision of its numbers, {@code f32}, {@code bf16} or {@code bf16_backward}
 * @param version of this product
 */
public record Maker(String modelSha256, String backend, String precision, String version) {}
