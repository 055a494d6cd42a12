/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.IndexMap;
import io.patternstream.engine.spi.ModelFormatException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Layers that move values but do not compute. Stateless. */
final class ShapeLayers {
    private ShapeLayers() {}

    static int flatten(LayerCall call) {
        return call.graph().flatten(call.name(), call.channelsLast(call.input()));
    }

    static int reshape(LayerCall call) {
        JsonNode target = call.layer().setting("target_shape");
        int[] dimensions = new int[target.size()];
        int open = -1;
        long known = 1;
        for (int i = 0; i < dimensions.length; i++) {
            if (target.get(i).isIntegralNumber() && target.get(i).asInt() == -1 && open < 0) {
                open = i;
            } else {
                dimensions[i] = KerasLayer.whole("target_shape", target.get(i), 1);
                known = Math.multiplyExact(known, dimensions[i]);
            }
        }
        int elements = call.shape().elementCount();
        if (open >= 0) {
            dimensions[open] = (int) (elements / known);
            known *= dimensions[open];
        }
        if (dimensions.length == 0 || dimensions.length > 3 || known != elements) {
            throw new ModelFormatException("target_shape = " + target + " does not fit the " + elements
                    + " values of a sample, or has more than 3 axes");
        }
        return call.channelsFirst(call.graph().reshape(call.name(), call.channelsLast(call.input()), dimensions));
    }

    static int permute(LayerCall call) {
        int rank = call.shape().rank();
        int[] dims = call.layer().extents("dims", rank, 1);
        if (!Arrays.equals(
                Arrays.stream(dims).sorted().toArray(),
                IntStream.rangeClosed(1, rank).toArray())) {
            throw new ModelFormatException(
                    "dims = " + call.layer().setting("dims") + " is no order of the axes 1 to " + rank);
        }
        int[] axes = new int[rank];
        for (int keras = 1; keras <= rank; keras++) {
            axes[call.axis(keras)] = call.axis(dims[keras - 1]);
        }
        return call.graph().transpose(call.name(), call.input(), axes);
    }

    static int pad(LayerCall call) {
        return perSide(call, "padding", (side, margins) -> IntStream.range(-margins[0], side + margins[1])
                .map(i -> i < 0 || i >= side ? IndexMap.FILL : i)
                .toArray());
    }

    static int crop(LayerCall call) {
        return perSide(call, "cropping", (side, margins) -> {
            if (margins[0] + margins[1] >= side) {
                throw new ModelFormatException("cropping = " + call.layer().setting("cropping") + " leaves nothing of "
                        + call.shape() + " (channels first)");
            }
            return IntStream.range(margins[0], side - margins[1]).toArray();
        });
    }

    static int upsample(LayerCall call) {
        call.layer().choice("interpolation", "nearest", "nearest");
        int axes = call.shape().rank() - 1;
        int[] factors = call.layer().extents("size", axes, 1);
        return moved(call, axis -> {
            int factor = factors[axis];
            int side = call.shape().dimension(axis + 1);
            refuseWide((long) side * factor);
            return IntStream.range(0, side * factor).map(i -> i / factor).toArray();
        });
    }

    private static int perSide(LayerCall call, String setting, Move move) {
        JsonNode margins = call.layer().setting(setting);
        int axes = call.shape().rank() - 1;
        if (axes < 1) {
            throw new ModelFormatException("needs an image or a sequence, not a vector");
        }
        return moved(call, axis -> {
            JsonNode pair = axes == 1 || !margins.isArray() ? margins : margins.path(axis);
            JsonNode before = pair.isArray() ? pair.path(0) : pair;
            JsonNode after = pair.isArray() ? pair.path(1) : pair;
            int[] both = {KerasLayer.whole(setting, before, 0), KerasLayer.whole(setting, after, 0)};
            int side = call.shape().dimension(axis + 1);
            refuseWide((long) side + both[0] + both[1]);
            return move.positions(side, both);
        });
    }

    private static int moved(LayerCall call, IntFunction<int[]> positions) {
        Shape shape = call.shape();
        List<int[]> axes = new ArrayList<>();
        axes.add(IntStream.range(0, shape.dimension(0)).toArray());
        for (int axis = 0; axis < shape.rank() - 1; axis++) {
            axes.add(positions.apply(axis));
        }
        return call.graph().take(call.name(), call.input(), axes);
    }

    private static void refuseWide(long side) {
        if (side > 1 << 20) {
            throw new ModelFormatException("makes an image whose side is " + side);
        }
    }

    /** Which positions of a side remain, given the margins before and after it. */
    private interface Move {
        int[] positions(int side, int[] margins);
    }
}
