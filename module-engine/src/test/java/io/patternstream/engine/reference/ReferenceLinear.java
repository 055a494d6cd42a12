/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.reference;

import io.patternstream.api.model.LayerId;
import io.patternstream.api.pattern.ActivationTap;
import io.patternstream.api.pattern.LayerMoments;
import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Window;
import io.patternstream.engine.spi.Coefficients;
import io.patternstream.engine.spi.LinearKernel;
import java.util.Arrays;

/** A convolution as loops over neurons, kernel positions and rows; a dense layer is one on a 1x1 image. */
final class ReferenceLinear implements LinearKernel<ReferenceArray> {
    private final double[] weights;
    private final double[] bias;
    private final Shape shape;
    private final Window window;
    private final int groups;
    private final Shape input;
    private final Shape output;

    ReferenceLinear(Coefficients coefficients, Shape shape, Window window, int groups, Shape input) {
        this.weights = new double[shape.elementCount()];
        Arrays.setAll(weights, coefficients::weight);
        this.bias = coefficients.bias();
        this.shape = shape;
        this.window = window;
        this.groups = groups;
        this.input = input;
        this.output = Shape.of(
                shape.dimension(0), window.outputHeight(input.dimension(1)), window.outputWidth(input.dimension(2)));
    }

    LinearKernel<ReferenceArray> asDense() {
        return new Dense(this);
    }

    @Override
    public ReferenceArray forward(ReferenceArray x) {
        double[] z = new double[output.batchOf(x.samples()).elementCount()];
        int plane = output.dimension(1) * output.dimension(2);
        for (int i = 0; i < z.length; i++) {
            z[i] = bias[i / plane % bias.length];
        }
        double[] from = x.values();
        eachRow(x.samples(), row -> {
            double w = weights[row.weight];
            for (int i = 0; i < row.count; i++) {
                z[row.output + i] += w * from[row.input + i * row.step];
            }
        });
        return new ReferenceArray(output.batchOf(x.samples()), z);
    }

    @Override
    public ReferenceArray transpose(ReferenceArray r) {
        double[] result = new double[input.batchOf(r.samples()).elementCount()];
        double[] from = r.values();
        eachRow(r.samples(), row -> {
            double w = weights[row.weight];
            for (int i = 0; i < row.count; i++) {
                result[row.input + i * row.step] += w * from[row.output + i];
            }
        });
        return new ReferenceArray(input.batchOf(r.samples()), result);
    }

    @Override
    public void moments(ReferenceArray x, ReferenceArray z, LayerId layer, ActivationTap tap) {
        tap.accept(moments(x, z, layer, true));
        tap.accept(moments(x, z, layer, false));
    }

    @Override
    public void close() {}

    /** Two passes: means first, then sums of products of what is left. */
    private LayerMoments moments(ReferenceArray x, ReferenceArray z, LayerId layer, boolean positive) {
        int neurons = bias.length;
        int plane = output.dimension(1) * output.dimension(2);
        long[] counts = new long[neurons];
        double[] meanY = new double[neurons];
        boolean[] mask = new boolean[z.values().length];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = z.values()[i] > 0 == positive;
            counts[i / plane % neurons] += mask[i] ? 1 : 0;
            meanY[i / plane % neurons] += mask[i] ? z.values()[i] : 0;
        }
        for (int o = 0; o < neurons; o++) {
            meanY[o] /= Math.max(counts[o], 1);
        }
        double[] centred = new double[mask.length];
        double[] m2Y = new double[neurons];
        for (int i = 0; i < mask.length; i++) {
            int o = i / plane % neurons;
            centred[i] = mask[i] ? z.values()[i] - meanY[o] : 0;
            m2Y[o] += centred[i] * centred[i];
        }
        double[] meanX = meanX(x, mask, counts);
        return new LayerMoments(layer, positive, counts, meanX, meanY, coMoment(x, centred, meanX), m2Y);
    }

    private double[] meanX(ReferenceArray x, boolean[] mask, long[] counts) {
        double[] mean = new double[weights.length];
        int inputs = weights.length / bias.length;
        double[] from = x.values();
        eachRow(x.samples(), row -> {
            for (int i = 0; i < row.count; i++) {
                mean[row.weight] += mask[row.output + i] ? from[row.input + i * row.step] : 0;
            }
        });
        for (int i = 0; i < mean.length; i++) {
            mean[i] /= Math.max(counts[i / inputs], 1);
        }
        return mean;
    }

    /** Sum of (x - mean x) c over the rows; c sums to zero over them, which padding (x = 0) needs as well. */
    private double[] coMoment(ReferenceArray x, double[] centred, double[] meanX) {
        double[] sums = new double[weights.length];
        double[] covered = new double[weights.length];
        double[] from = x.values();
        eachRow(x.samples(), row -> {
            for (int i = 0; i < row.count; i++) {
                double c = centred[row.output + i];
                sums[row.weight] += (from[row.input + i * row.step] - meanX[row.weight]) * c;
                covered[row.weight] += c;
            }
        });
        double[] total = new double[bias.length];
        int plane = output.dimension(1) * output.dimension(2);
        for (int i = 0; i < centred.length; i++) {
            total[i / plane % total.length] += centred[i];
        }
        int inputs = weights.length / bias.length;
        for (int i = 0; i < sums.length; i++) {
            sums[i] -= meanX[i] * (total[i / inputs] - covered[i]);
        }
        return sums;
    }

    private void eachRow(int samples, RowVisitor visitor) {
        Row row = new Row(window.strideWidth());
        int neuronsPerGroup = shape.dimension(0) / groups;
        int channelsPerGroup = shape.dimension(1);
        for (int n = 0; n < samples; n++) {
            for (int o = 0; o < shape.dimension(0); o++) {
                for (int c = 0; c < channelsPerGroup; c++) {
                    int inputPlane = n * input.dimension(0) + o / neuronsPerGroup * channelsPerGroup + c;
                    eachRow(row, visitor, n * shape.dimension(0) + o, inputPlane, (o * channelsPerGroup + c));
                }
            }
        }
    }

    private void eachRow(Row row, RowVisitor visitor, int outputPlane, int inputPlane, int kernelPlane) {
        int height = input.dimension(1);
        int width = input.dimension(2);
        int kernel = window.kernelHeight() * window.kernelWidth();
        for (int k = 0; k < kernel; k++) {
            int dx = k % window.kernelWidth() * window.dilationWidth() - window.padLeft();
            int dy = k / window.kernelWidth() * window.dilationHeight() - window.padTop();
            int from = Math.max(0, -Math.floorDiv(dx, row.step));
            int to = Math.min(output.dimension(2) - 1, Math.floorDiv(width - 1 - dx, row.step));
            row.weight = kernelPlane * kernel + k;
            row.count = to - from + 1;
            for (int oy = 0; oy < output.dimension(1) && row.count > 0; oy++) {
                int y = oy * window.strideHeight() + dy;
                if (y >= 0 && y < height) {
                    row.output = (outputPlane * output.dimension(1) + oy) * output.dimension(2) + from;
                    row.input = (inputPlane * height + y) * width + from * row.step + dx;
                    visitor.visit(row);
                }
            }
        }
    }

    /** Receives runs of positions in one output row that one weight connects to one input row. */
    private interface RowVisitor {
        void visit(Row row);
    }

    private static final class Row {
        private final int step;
        private int weight;
        private int count;
        private int output;
        private int input;

        Row(int step) {
            this.step = step;
        }
    }

    /** The same on vectors. */
    private record Dense(ReferenceLinear linear) implements LinearKernel<ReferenceArray> {
        @Override
        public ReferenceArray forward(ReferenceArray x) {
            return vector(linear.forward(image(x)));
        }

        @Override
        public ReferenceArray transpose(ReferenceArray r) {
            return vector(linear.transpose(image(r)));
        }

        @Override
        public void moments(ReferenceArray x, ReferenceArray z, LayerId layer, ActivationTap tap) {
            linear.moments(image(x), image(z), layer, tap);
        }

        @Override
        public void close() {}

        private static ReferenceArray image(ReferenceArray vectors) {
            int[] shape = Arrays.copyOf(vectors.shape().toArray(), 4);
            shape[2] = 1;
            shape[3] = 1;
            return new ReferenceArray(Shape.of(shape), vectors.values());
        }

        private static ReferenceArray vector(ReferenceArray images) {
            int[] shape = Arrays.copyOf(images.shape().toArray(), 2);
            return new ReferenceArray(Shape.of(shape), images.values());
        }
    }
}
