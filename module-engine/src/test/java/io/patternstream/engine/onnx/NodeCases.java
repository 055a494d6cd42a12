/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import static java.util.Map.entry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** ONNX's backend node tests, as Debian's package libonnx-testdata installs them. */
final class NodeCases {
    private static final Path FOLDER = Path.of("/usr/share/libonnx-testdata/data/node");

    private static final String BATCH = "makes one axis of the samples' axis and another";
    private static final String EMPTY = "a tensor without elements";
    private static final String INTEGERS = "divides integers";
    private static final String NOT_NEAREST = "interpolates; only the nearest neighbour is read";
    private static final String NOT_NUMBERS = "not of numbers";
    private static final String SECOND_OUTPUT = "also wants the mask or the indices, which are not read";
    private static final String THREE_AXES = "three spatial axes";
    private static final String TRAINING = "training mode";

    /** Why tests of operators that are read are out of reach. */
    private static final Map<String, String> OUT_OF_REACH = Map.ofEntries(
            entry("test_div_uint8", INTEGERS),
            entry("test_averagepool_3d_default", THREE_AXES),
            entry("test_convtranspose_3d", THREE_AXES),
            entry("test_maxpool_3d_default", THREE_AXES),
            entry("test_batchnorm_epsilon_training_mode", TRAINING),
            entry("test_batchnorm_example_training_mode", TRAINING),
            entry("test_training_dropout", TRAINING),
            entry("test_training_dropout_default", TRAINING),
            entry("test_training_dropout_default_mask", TRAINING),
            entry("test_training_dropout_mask", TRAINING),
            entry("test_cast_FLOAT_to_STRING", NOT_NUMBERS),
            entry("test_cast_STRING_to_FLOAT", NOT_NUMBERS),
            entry("test_castlike_FLOAT_to_STRING_expanded", NOT_NUMBERS),
            entry("test_castlike_STRING_to_FLOAT_expanded", NOT_NUMBERS),
            entry("test_identity_opt", NOT_NUMBERS),
            entry("test_identity_sequence", NOT_NUMBERS),
            entry("test_constantofshape_int_shape_zero", EMPTY),
            entry("test_reshape_allowzero_reordered", EMPTY),
            entry("test_slice_start_out_of_bounds", EMPTY),
            entry("test_split_zero_size_splits", EMPTY),
            entry("test_dropout_default_mask", SECOND_OUTPUT),
            entry("test_dropout_default_mask_ratio", SECOND_OUTPUT),
            entry("test_training_dropout_zero_ratio_mask", SECOND_OUTPUT),
            entry("test_maxpool_with_argmax_2d_precomputed_pads", SECOND_OUTPUT),
            entry("test_maxpool_with_argmax_2d_precomputed_strides", SECOND_OUTPUT),
            entry("test_expand_dim_changed", BATCH),
            entry("test_flatten_axis0", BATCH),
            entry("test_flatten_axis2", BATCH),
            entry("test_flatten_axis3", BATCH),
            entry("test_flatten_negative_axis1", BATCH),
            entry("test_flatten_negative_axis2", BATCH),
            entry("test_gemm_all_attributes", BATCH),
            entry("test_gemm_transposeA", BATCH),
            entry("test_resize_downsample_scales_cubic", NOT_NEAREST),
            entry("test_resize_downsample_scales_cubic_A_n0p5_exclude_outside", NOT_NEAREST),
            entry("test_resize_downsample_scales_cubic_align_corners", NOT_NEAREST),
            entry("test_resize_downsample_scales_linear", NOT_NEAREST),
            entry("test_resize_downsample_scales_linear_align_corners", NOT_NEAREST),
            entry("test_resize_downsample_sizes_cubic", NOT_NEAREST),
            entry("test_resize_downsample_sizes_linear_pytorch_half_pixel", NOT_NEAREST),
            entry("test_resize_tf_crop_and_resize", NOT_NEAREST),
            entry("test_resize_upsample_scales_cubic", NOT_NEAREST),
            entry("test_resize_upsample_scales_cubic_A_n0p5_exclude_outside", NOT_NEAREST),
            entry("test_resize_upsample_scales_cubic_align_corners", NOT_NEAREST),
            entry("test_resize_upsample_scales_cubic_asymmetric", NOT_NEAREST),
            entry("test_resize_upsample_scales_linear", NOT_NEAREST),
            entry("test_resize_upsample_scales_linear_align_corners", NOT_NEAREST),
            entry("test_resize_upsample_sizes_cubic", NOT_NEAREST));

    private final List<NodeCase> within;
    private final Map<String, String> beyond;

    private NodeCases(List<NodeCase> within, Map<String, String> beyond) {
        this.within = within;
        this.beyond = beyond;
    }

    /** Finds those whose operators are all read; skips the calling test where the package is not installed. */
    static NodeCases find() {
        Assumptions.assumeTrue(Files.isDirectory(FOLDER), "the package libonnx-testdata is not installed");
        List<NodeCase> within = new ArrayList<>();
        Map<String, String> beyond = new TreeMap<>();
        try (Stream<Path> folders = Files.list(FOLDER).sorted()) {
            folders.filter(NodeCases::isRead).forEach(folder -> {
                String name = folder.getFileName().toString();
                if (OUT_OF_REACH.containsKey(name)) {
                    beyond.put(name, OUT_OF_REACH.get(name));
                } else {
                    within.add(NodeCase.read(folder));
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(FOLDER.toString(), e);
        }
        return new NodeCases(within, beyond);
    }

    List<NodeCase> within() {
        return within;
    }

    String report(int passed) {
        StringBuilder report = new StringBuilder("ONNX backend node tests: " + (within.size() + beyond.size())
                + " of operators that are read, " + passed + " passed, " + beyond.size() + " out of reach");
        beyond.forEach(
                (name, why) -> report.append("\n  ").append(name).append(": ").append(why));
        return report.toString();
    }

    private static boolean isRead(Path folder) {
        try {
            return OnnxParser.parse(Files.readAllBytes(folder.resolve("model.onnx"))).nodes().stream()
                    .allMatch(node -> Operators.isSupported(node.operator()));
        } catch (IOException e) {
            throw new UncheckedIOException(folder.toString(), e);
        }
    }
}
