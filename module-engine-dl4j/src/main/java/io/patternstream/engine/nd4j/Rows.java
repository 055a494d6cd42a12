/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.nd4j;

/**
 * The rows that one layer sees in one batch: per row the inputs and the outputs of every neuron. They come in blocks, so that a
 * large image need not be unfolded at once, and group by group, since the neurons of a group share their inputs.
 */
interface Rows {
    /** {@return number of groups} */
    int groups();

    /** {@return neurons of one group} */
    int neurons();

    /** {@return inputs of one neuron} */
    int inputs();

    /** {@return number of blocks} */
    int blocks();

    /** {@return the largest number of rows of a block} */
    int capacity();

    /**
     * Counts the rows of one block.
     *
     * @param block its position
     * @return at most the capacity
     */
    int size(int block);

    /**
     * Reads inputs.
     *
     * @param block position of the block
     * @param group the group
     * @param target receives {@code [inputs, size]}
     */
    void readInputs(int block, int group, float[] target);

    /**
     * Reads one neuron's outputs.
     *
     * @param block position of the block
     * @param neuron counted over all groups
     * @param target receives one value per row
     */
    void readOutputs(int block, int neuron, float[] target);
}
