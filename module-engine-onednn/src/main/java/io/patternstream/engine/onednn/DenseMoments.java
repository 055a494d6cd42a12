/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_matmul_desc_init;

import io.patternstream.engine.program.LinearLayer;
import io.patternstream.engine.program.Value;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.bytedeco.dnnl.dnnl_matmul_desc_t;

/** The sums of one dense layer as matrix products, for some neurons at a time, so that memory does not grow with the layer. */
final class DenseMoments {
    private static final int MOST_WEIGHTS = 1 << 21;

    private final PlanBuilder plan;
    private final MomentsLowering shared;
    private final LinearLayer layer;
    private final Centring centring;
    private final MomentsReport report;

    DenseMoments(PlanBuilder plan, MomentsLowering shared, LinearLayer layer, Centring centring, MomentsReport report) {
        this.plan = plan;
        this.shared = shared;
        this.layer = layer;
        this.centring = centring;
        this.report = report;
    }

    void lower(Value x, Value z) {
        Array inputs = plan.plain(x);
        Array outputs = plan.plain(z);
        Array shifted = shared.shifted(centring, inputs);
        int neurons = layer.shape().dimension(0);
        int most = Math.max(1, Math.min(neurons, MOST_WEIGHTS / layer.shape().dimension(1)));
        for (boolean positive : new boolean[] {true, false}) {
            Array mask = shared.mask(positive, outputs);
            Array weighted = Array.of(outputs.layout());
            shared.weigh(positive, centring, outputs, mask, weighted);
            Array rows = added(mask, value -> value);
            Array sums = added(weighted, value -> value);
            Array squares = added(weighted, value -> value * value);
            for (int first = 0; first < neurons; first += most) {
                int count = Math.min(most, neurons - first);
                Array counted = product(mask, first, count, inputs, shifted);
                Array products = product(weighted, first, count, inputs, shifted);
                MomentsReport.Sums all = new MomentsReport.Sums(
                        first,
                        count,
                        layer.shape().dimension(1),
                        new Floats(counted),
                        new Floats(products),
                        new Floats(rows),
                        new Floats(sums),
                        new Floats(squares),
                        null);
                plan.run(() -> report.run(positive, all), counted, products, rows, sums, squares);
            }
        }
    }

    /** The sum of a function of the values of every column. */
    private Array added(Array matrix, DoubleUnaryOperator function) {
        int rows = Math.toIntExact(matrix.layout().dimension(0));
        int columns = Math.toIntExact(matrix.layout().dimension(1));
        Array sums = Array.of(Layout.plain(columns));
        Floats from = new Floats(matrix);
        Floats to = new Floats(sums);
        plan.run(
                () -> {
                    FloatBuffer values = from.get();
                    for (int column = 0; column < columns; column++) {
                        double sum = 0;
                        for (int row = 0; row < rows; row++) {
                            sum += function.applyAsDouble(values.get(row * columns + column));
                        }
                        to.get().put(column, (float) sum);
                    }
                },
                matrix,
                sums);
        return sums;
    }

    /** Columns of the outputs, transposed, times the inputs: {@code [count, inputs]}. */
    private Array product(Array outputs, int first, int count, Array inputs, Array shifted) {
        long rows = inputs.layout().dimension(0);
        long neurons = outputs.layout().dimension(1);
        Layout columns = Layout.strided(new long[] {count, rows}, new long[] {1, neurons});
        Array part = new Array(columns, outputs.storage(), outputs.offset() + (long) first * Float.BYTES);
        Array result = Array.of(Layout.plain(count, inputs.layout().dimension(1)));
        Primitive product = matmul(columns, inputs.layout(), result.layout());
        plan.run(product, Map.of(DNNL_ARG_SRC, part, DNNL_ARG_WEIGHTS, inputs, DNNL_ARG_DST, result))
                .when(() -> !centring.isShifted())
                .linear();
        plan.run(product, Map.of(DNNL_ARG_SRC, part, DNNL_ARG_WEIGHTS, shifted, DNNL_ARG_DST, result))
                .when(centring::isShifted);
        return result;
    }

    private static Primitive matmul(Layout a, Layout b, Layout result) {
        dnnl_matmul_desc_t operation = new dnnl_matmul_desc_t();
        OnednnException.check(
                dnnl_matmul_desc_init(operation, a.descriptor(), b.descriptor(), null, result.descriptor()),
                "matmul_desc_init");
        return Primitive.create(operation, PostOps.NONE, null);
    }
}
