/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.spi;

/**
 * The bare primitives of an explanation: its convolutions and dense layers, forward and in each backward pass, and nothing
 * else. How long they take is the least that the explanation can take. One thread at a time; holds native memory until it is
 * closed.
 */
public interface Roofline extends AutoCloseable {

    /** Runs each primitive once, one after the other. */
    void run();

    @Override
    void close();
}
