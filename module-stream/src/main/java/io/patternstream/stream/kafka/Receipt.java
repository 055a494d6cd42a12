/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

/** What the consumer of a record wants to know; exactly one of its methods is called, once, from any thread. */
interface Receipt {

    /** All outputs of the record are acknowledged: it may be committed. */
    void done();

    /** The record was given up: it must not be committed. */
    void abandoned();
}
