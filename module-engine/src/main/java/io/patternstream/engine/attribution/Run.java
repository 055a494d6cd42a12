/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.explain.Conservation;
import io.patternstream.api.tensor.Tensor;
import java.util.List;

/** Forward passes, one after the other, each with the passes of a schedule down from it. Belongs to one thread. */
interface Run extends AutoCloseable {

    /**
     * Runs forward.
     *
     * @param batch {@code [N, ...]}
     */
    void forward(Tensor batch);

    /**
     * Runs forward.
     *
     * @param batch as many values as the batch has, C order, rounded to the backend's precision
     */
    void forward(double[] batch);

    /**
     * Returns what the last forward pass came to at a node.
     *
     * @param position of a node that the schedule keeps
     * @return its output, valid until the next forward pass
     */
    Values output(int position);

    /**
     * Runs down from the last forward pass.
     *
     * @param pass its position in the schedule
     * @param signs of the explained logits, {@code [N, K]}
     * @return what arrived, valid until the next pass
     */
    Values backward(int pass, Tensor signs);

    /**
     * Balances the accounts of the pass that ran last.
     *
     * @param pass its position in the schedule
     * @return one per sample; empty where the pass keeps no accounts
     */
    List<Conservation> conservation(int pass);

    @Override
    void close();
}
