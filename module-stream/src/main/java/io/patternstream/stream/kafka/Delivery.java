/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import io.patternstream.stream.pipeline.Completion;
import io.patternstream.stream.pipeline.ImageRecord;
import io.patternstream.stream.pipeline.SourcePartition;
import io.patternstream.stream.pipeline.Ticket;
import java.time.Duration;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * How outcomes go out and progress is committed: where the two promises of delivery differ. Its methods belong to the poll
 * thread, but completions are completed by any.
 */
interface Delivery {

    /** Gets ready, before a consumer opens. */
    void open();

    /** Commits are due after so long. */
    Duration interval();

    /**
     * What publishes the outcome of one record.
     *
     * @param input the record
     * @param ticket what the tracker gave for it
     * @param released runs once, when the record no longer takes memory here
     * @param settled runs once, when the outputs of the next record of its lane may follow
     */
    Completion completion(ImageRecord input, Ticket ticket, Runnable released, Runnable settled);

    /** Tells the tracker of everything that has ended. */
    void apply();

    /** Waits for the next record that ends and tells the tracker. */
    void await(Duration longest);

    /** Commits the progress of some partitions, or more of them where that is one step. */
    void commit(Consumer<byte[], byte[]> consumer, Set<SourcePartition> partitions);

    /** Forgets what is not committed: the consumer is closed. */
    void closed();
}
