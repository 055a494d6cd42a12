/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * The two HTTP ports: the gateway with the dashboard and its live feed, and the management port.
 *
 * <p>The live feed is the WebSocket {@code /ws/heatmaps}, sub-protocol {@code patternstream.dashboard.v1}. The client
 * sends JSON texts of at most 4 KiB, at most 10 a second:
 *
 * <pre>
 * {"type": "subscribe", "methods": ["patternnet", "gradient"], "maxFps": 3}    frames of at most these two methods
 * {"type": "pause"}                                                            no frames until the next subscribe
 * </pre>
 *
 * <p>The server sends JSON texts {@code hello} (once), {@code stats} (each second) and {@code error}, and one binary
 * message per frame:
 *
 * <pre>
 * 4 bytes, big endian   length n of the header
 * n bytes, UTF-8 JSON   {"type": "heatmap", ..., "parts": [{"kind": "image" | "heatmap", "length": bytes, ...}, ...]}
 * the parts             the original image as it arrived, then one PNG per method, in the header's order
 * </pre>
 *
 * <p>Each client holds at most one record that waits: the newest replaces it. A client that reads slowly therefore loses
 * frames, which are counted, and costs neither memory nor anybody else's frames.
 */
package io.patternstream.stream.http;
