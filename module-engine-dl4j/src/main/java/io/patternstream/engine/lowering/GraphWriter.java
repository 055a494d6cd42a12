/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.lowering;

import io.patternstream.api.model.Head;
import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.IndexMap;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.graph.Parameters;
import io.patternstream.engine.graph.Window;
import io.patternstream.engine.spi.ModelFormatException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Writes a network whose description is not trusted: beside what {@link Network.Builder} does it offers the layers that are
 * made of several operations, leaves out rearrangements that change nothing, and stops before a small file becomes a
 * network that does not fit into memory. Shapes are those of one sample, channels first. Not thread-safe.
 */
public final class GraphWriter {
    private static final int MAX_NODES = 20_000;
    private static final long MAX_ELEMENTS = 1L << 25;

    /** Values that any file may rearrange, for the tiny ones; the rest as a multiple of the file's size. */
    private static final long REARRANGED = 1L << 22;

    private static final long REARRANGED_PER_BYTE = 16;

    private final Network.Builder builder;
    private final long allowance;
    private int nodes = 1;
    private long reserved;

    /**
     * Begins a network whose node 0 is its input.
     *
     * @param name the input's name
     * @param input shape of one sample
     * @param bytes size of the model's file, by which the network's size is measured
     * @throws ModelFormatException if it is too large
     */
    public GraphWriter(String name, Shape input, long bytes) {
        sample(input.toArray());
        allowance = REARRANGED + REARRANGED_PER_BYTE * bytes;
        builder = Network.builder(name, input);
    }

    /**
     * Returns the shape of a node already added.
     *
     * @param position of the node
     * @return shape of one sample
     */
    public Shape shape(int position) {
        return builder.shape(position);
    }

    /**
     * Adds a node.
     *
     * @param name its name
     * @param operation what it computes
     * @param inputs positions of what it reads
     * @return its position
     * @throws IllegalArgumentException if the inputs do not fit
     * @throws ModelFormatException if the network becomes too large
     */
    public int add(String name, Operation operation, int... inputs) {
        nodes++;
        if (nodes > MAX_NODES) {
            throw new ModelFormatException("it unfolds into more than " + MAX_NODES + " operations");
        }
        int position = builder.add(name, operation, inputs);
        refuseLarge(shape(position).toArray());
        return position;
    }

    /**
     * Finishes the network; the node added last is its output.
     *
     * @param output what must be the output
     * @return the network
     */
    public Network build(int output) {
        if (output != nodes - 1) {
            add("output", new Operation.Reshape(shape(output)), output);
        }
        return builder.build(Head.NONE);
    }

    /**
     * Gives the same values another shape.
     *
     * @param name of the node
     * @param x position of the values
     * @param dimensions the new shape
     * @return position of the result, x itself where nothing changes
     */
    public int reshape(String name, int x, int... dimensions) {
        Shape shape = sample(dimensions);
        return shape.equals(shape(x)) ? x : add(name, new Operation.Reshape(shape), x);
    }

    /**
     * Makes a vector.
     *
     * @param name of the node
     * @param x position of the values
     * @return position of the result
     */
    public int flatten(String name, int x) {
        return reshape(name, x, shape(x).elementCount());
    }

    /**
     * Exchanges axes; where only axes of extent 1 move, the result is a reshape.
     *
     * @param name of the node
     * @param x position of the values
     * @param permutation the result's axis i is axis {@code permutation[i]} of x
     * @return position of the result, x itself where nothing changes
     */
    public int transpose(String name, int x, int... permutation) {
        Shape shape = shape(x);
        int[] wide = Arrays.stream(permutation)
                .filter(axis -> shape.dimension(axis) != 1)
                .toArray();
        boolean ordered = IntStream.range(1, wide.length).allMatch(i -> wide[i - 1] < wide[i]);
        if (ordered) {
            int[] turned = Arrays.stream(permutation).map(shape::dimension).toArray();
            return reshape(name, x, turned);
        }
        reserve(shape.elementCount());
        return add(name, new Operation.Rearrange(IndexMap.transposed(shape, permutation)), x);
    }

    /**
     * Takes values by their positions along each axis.
     *
     * @param name of the node
     * @param x position of the values
     * @param axes per axis, for each position of the result the position in x or {@link IndexMap#FILL} for 0
     * @return position of the result, x itself where nothing changes
     */
    public int take(String name, int x, List<int[]> axes) {
        Shape shape = shape(x);
        boolean same = IntStream.range(0, shape.rank())
                .allMatch(axis -> Arrays.equals(
                        axes.get(axis),
                        IntStream.range(0, shape.dimension(axis)).toArray()));
        if (same) {
            return x;
        }
        reserve(refuseLarge(axes.stream().mapToInt(axis -> axis.length).toArray()));
        return add(name, new Operation.Rearrange(IndexMap.separable(shape, axes, 0)), x);
    }

    /**
     * Repeats axes of extent 1 so often that a shape results.
     *
     * @param name of the node
     * @param x position of the values, of the same rank
     * @param shape the result's
     * @return position of the result, x itself where nothing changes
     * @throws ModelFormatException if another axis would have to change
     */
    public int broadcast(String name, int x, Shape shape) {
        Shape given = shape(x);
        boolean fits = given.rank() == shape.rank();
        for (int axis = 0; fits && axis < shape.rank(); axis++) {
            fits = given.dimension(axis) == 1 || given.dimension(axis) == shape.dimension(axis);
        }
        if (!fits) {
            throw new ModelFormatException("an input of shape " + given + " cannot be repeated into " + shape);
        }
        refuseLarge(shape.toArray());
        List<int[]> axes = IntStream.range(0, shape.rank())
                .mapToObj(axis -> given.dimension(axis) == 1
                        ? new int[shape.dimension(axis)]
                        : IntStream.range(0, shape.dimension(axis)).toArray())
                .toList();
        return take(name, x, axes);
    }

    /**
     * Multiplies all values by a factor.
     *
     * @param name of the node
     * @param x position of the values
     * @param factor any
     * @return position of the result
     */
    public int scale(String name, int x, double factor) {
        Shape channels = Shape.of(shape(x).dimension(0));
        double[] factors = new double[channels.elementCount()];
        Arrays.fill(factors, factor);
        Parameters shift = Parameters.of(channels, new double[factors.length]);
        return add(name, new Operation.Affine(Parameters.of(channels, factors), shift), x);
    }

    /**
     * Takes the largest value of each channel.
     *
     * @param name of the node
     * @param x position of an image
     * @return position of the result, {@code [C, 1, 1]}
     */
    public int globalMaximum(String name, int x) {
        Shape image = shape(x);
        Window whole = new Window(image.dimension(1), image.dimension(2), 1, 1, 0, 0, 0, 0, 1, 1);
        return add(name, new Operation.MaxPool(whole), x);
    }

    /**
     * Takes the softmax over the channels.
     *
     * @param name of the node
     * @param x position of the values
     * @param log whether of its logarithm
     * @return position of the result, shaped like x
     */
    public int softmax(String name, int x, boolean log) {
        int rank = shape(x).rank();
        int[] last = IntStream.range(0, rank).map(axis -> (axis + 1) % rank).toArray();
        int[] first =
                IntStream.range(0, rank).map(axis -> (axis + rank - 1) % rank).toArray();
        int turned = transpose(name + ".last", x, last);
        return transpose(name + ".first", add(name, new Operation.Softmax(log), turned), first);
    }

    /**
     * Counts memory that the description, not the weights, asks for.
     *
     * @param elements number of constants about to be made
     * @throws ModelFormatException if the whole network would need too many
     */
    public void reserve(long elements) {
        reserved += elements;
        if (reserved > allowance) {
            throw new ModelFormatException("it rearranges or repeats more than " + allowance + " values in all");
        }
    }

    /**
     * Returns the shape of a sample.
     *
     * @param dimensions of it
     * @return the shape
     * @throws ModelFormatException if it is too large
     */
    public static Shape sample(int... dimensions) {
        refuseLarge(dimensions);
        return Shape.of(dimensions);
    }

    private static long refuseLarge(int... dimensions) {
        long elements = 1;
        for (int dimension : dimensions) {
            elements = dimension > MAX_ELEMENTS ? MAX_ELEMENTS + 1 : elements * dimension;
            if (elements > MAX_ELEMENTS) {
                throw new ModelFormatException("a sample of shape " + Arrays.toString(dimensions) + " has more than "
                        + MAX_ELEMENTS + " values");
            }
        }
        return elements;
    }
}
