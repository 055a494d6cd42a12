/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import io.patternstream.engine.graph.IndexMap;

/** Where nearest-neighbour resizing reads, as the attributes of Resize define it. Stateless. */
final class Sampling {
    /** Upsample: rounded down from the axis's begin. */
    static final Sampling UPSAMPLE = new Sampling("asymmetric", "floor");

    /** Resize of opset 10, as ONNX Runtime reads it: as Upsample, but rounded up where an axis shrinks. */
    static final Sampling BEFORE_OPSET_11 = new Sampling("asymmetric", "floor, ceil to shrink");

    private final String coordinates;
    private final String rounding;

    private Sampling(String coordinates, String rounding) {
        this.coordinates = coordinates;
        this.rounding = rounding;
    }

    static Sampling of(OnnxNode node) {
        String coordinates = node.text("coordinate_transformation_mode", "half_pixel");
        String rounding = node.text("nearest_mode", "round_prefer_floor");
        return new Sampling(coordinates, rounding);
    }

    boolean needsRegion() {
        return "tf_crop_and_resize".equals(coordinates);
    }

    /** The positions that an axis's result is read from; {@link IndexMap#FILL} outside of a cropped region. */
    int[] positions(Resizing axis) {
        int[] positions = new int[Math.toIntExact(axis.resized())];
        for (int i = 0; i < positions.length; i++) {
            float at = axis.scale() == 1 && axis.isWhole() ? i : coordinate(axis, i);
            boolean outside = needsRegion() && (at < 0 || at > axis.original() - 1);
            positions[i] =
                    outside ? IndexMap.FILL : (int) Math.max(0, Math.min(axis.original() - 1, rounded(axis, at)));
        }
        return positions;
    }

    private float coordinate(Resizing axis, int i) {
        float halfPixel = (i + 0.5f) / axis.scale() - 0.5f;
        return switch (coordinates) {
            case "half_pixel" -> halfPixel;
            case "half_pixel_symmetric" -> {
                float adjustment = axis.resized() / (axis.scale() * axis.original());
                yield axis.original() / 2f * (1 - adjustment) + halfPixel;
            }
            case "pytorch_half_pixel" -> axis.resized() > 1 ? halfPixel : 0;
            case "tf_half_pixel_for_nn" -> (i + 0.5f) / axis.scale();
            case "asymmetric" -> i / axis.scale();
            case "align_corners" -> axis.resized() > 1 ? i * (axis.original() - 1f) / (axis.resized() - 1f) : 0;
            case "tf_crop_and_resize" -> cropped(axis, i);
            default ->
                throw new IllegalArgumentException(
                        "coordinate_transformation_mode = " + coordinates + " is not supported");
        };
    }

    private static float cropped(Resizing axis, int i) {
        float last = axis.original() - 1f;
        return axis.resized() > 1
                ? axis.begin() * last + i * (axis.end() - axis.begin()) * last / (axis.resized() - 1f)
                : 0.5f * (axis.begin() + axis.end()) * last;
    }

    private double rounded(Resizing axis, float at) {
        return switch (rounding) {
            case "round_prefer_floor" -> Math.ceil(at - 0.5f);
            case "round_prefer_ceil" -> Math.floor(at + 0.5f);
            case "floor" -> Math.floor(at);
            case "ceil" -> Math.ceil(at);
            case "floor, ceil to shrink" -> axis.scale() < 1 ? Math.ceil(at) : Math.floor(at);
            default -> throw new IllegalArgumentException("nearest_mode = " + rounding + " is not supported");
        };
    }
}
