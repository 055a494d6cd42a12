/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.evaluation.signal;

import io.patternstream.evaluation.signal.ResidualRegression.Part;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;

/** One half of a layer's rows, for the neurons of one group, centred. Immutable, thread-safe. */
final class HalfRows {
    /** An output that deviates by less than this part of its inputs' contributions is constant: rounding of float32. */
    private static final double CONSTANT = 1e-7;

    private final RowReservoir rows;
    private final DMatrixRMaj means;
    private final DMatrixRMaj x;

    /**
     * Copies.
     *
     * @param rows at least two
     * @param first first input of the group
     * @param inputs how many
     */
    HalfRows(RowReservoir rows, int first, int inputs) {
        this.rows = rows;
        this.x = new DMatrixRMaj(rows.count(), inputs);
        this.means = new DMatrixRMaj(inputs, 1);
        for (int row = 0; row < rows.count(); row++) {
            for (int i = 0; i < inputs; i++) {
                x.set(row, i, rows.x(row, first + i));
                means.add(i, 0, rows.x(row, first + i) / rows.count());
            }
        }
        for (int row = 0; row < rows.count(); row++) {
            for (int i = 0; i < inputs; i++) {
                x.add(row, i, -means.get(i));
            }
        }
    }

    /** {@return centred inputs, {@code [n, D]}} */
    DMatrixRMaj x() {
        return x;
    }

    /** {@return centred outputs w . x of a neuron, {@code [n, 1]}} */
    DMatrixRMaj outputs(DMatrixRMaj weights) {
        return product(weights);
    }

    /** Whether the output of a neuron with these weights is not constant. */
    boolean varies(DMatrixRMaj weights) {
        double mean = NormOps_DDRM.normF(means) * Math.sqrt(x.getNumRows());
        double size = Math.hypot(NormOps_DDRM.normF(x), mean);
        return NormOps_DDRM.normF(product(weights)) > CONSTANT * NormOps_DDRM.normF(weights) * size;
    }

    /**
     * What an estimator takes away.
     *
     * @param directions one for all rows, or one for active rows and one for others
     * @param weights of the neuron
     * @param k which of the kept neurons it is
     * @return as many parts
     */
    List<Part> parts(List<DMatrixRMaj> directions, DMatrixRMaj weights, int k) {
        DMatrixRMaj outputs = product(weights);
        if (directions.size() == 1) {
            return List.of(new Part(outputs, directions.get(0)));
        }
        double mean = CommonOps_DDRM.dot(means, weights);
        List<Part> parts = new ArrayList<>();
        for (boolean active : List.of(true, false)) {
            DMatrixRMaj gated = new DMatrixRMaj(rows.count(), 1);
            for (int row = 0; row < rows.count(); row++) {
                gated.set(row, rows.active(row, k) == active ? outputs.get(row) + mean : 0);
            }
            CommonOps_DDRM.add(gated, -CommonOps_DDRM.elementSum(gated) / rows.count());
            parts.add(new Part(gated, directions.get(active ? 0 : 1)));
        }
        return parts;
    }

    /** v . (x - S(x)) of each row, centred, {@code [n, 1]}. */
    DMatrixRMaj residual(DMatrixRMaj v, List<Part> parts) {
        DMatrixRMaj residual = product(v);
        for (Part part : parts) {
            CommonOps_DDRM.addEquals(residual, -CommonOps_DDRM.dot(v, part.pattern()), part.gated());
        }
        return residual;
    }

    private DMatrixRMaj product(DMatrixRMaj vector) {
        DMatrixRMaj product = new DMatrixRMaj(x.getNumRows(), 1);
        CommonOps_DDRM.mult(x, vector, product);
        return product;
    }
}
