/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.evaluation.signal;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * Ridge regression from residuals of a layer's inputs to a neuron's output: the v that minimises
 * {@code |y - D v|^2 / n + lambda |v|^2} for {@code D = X - sum_j u_j a_j'}. The rows X of n centred inputs are common to
 * all neurons and estimators, the few products u_j a_j' are not: one Cholesky factorisation serves all, and each D costs a
 * correction of rank at most 4 (Woodbury's formula).
 *
 * <p>lambda is {@value #RIDGE} times the mean variance of the inputs. Where there are fewer rows than inputs, the same v is
 * found from products of rows instead of products of inputs, so that memory is bounded by rows squared.
 *
 * <p>Holds its rows; immutable after creation, but its solver has working memory: one thread at a time.
 */
final class ResidualRegression {
    /** Small against what correlates, large against rounding of float32 inputs. */
    static final double RIDGE = 1e-4;

    private final DMatrixRMaj x;
    private final boolean byInputs;
    private final LinearSolverDense<DMatrixRMaj> solver;

    private ResidualRegression(DMatrixRMaj x, boolean byInputs, LinearSolverDense<DMatrixRMaj> solver) {
        this.x = x;
        this.byInputs = byInputs;
        this.solver = solver;
    }

    /**
     * What an estimator takes away: {@code u a'}.
     *
     * @param gated the output where this part is in force, else 0; centred, {@code [n, 1]}
     * @param pattern direction, {@code [D, 1]}
     */
    record Part(DMatrixRMaj gated, DMatrixRMaj pattern) {}

    /**
     * Factorises.
     *
     * @param x centred inputs, {@code [n, D]}, not copied; not all zero
     * @return the regression
     */
    static ResidualRegression of(DMatrixRMaj x) {
        int n = x.getNumRows();
        boolean byInputs = x.getNumCols() <= n;
        int size = Math.min(n, x.getNumCols());
        DMatrixRMaj products = new DMatrixRMaj(size, size);
        if (byInputs) {
            CommonOps_DDRM.multInner(x, products);
        } else {
            CommonOps_DDRM.multOuter(x, products);
        }
        CommonOps_DDRM.scale(1.0 / n, products);
        double ridge = RIDGE * CommonOps_DDRM.trace(products) / x.getNumCols();
        for (int i = 0; i < size; i++) {
            products.add(i, i, ridge);
        }
        LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.chol(size);
        if (!solver.setA(products)) {
            throw new IllegalArgumentException("the " + n + " rows are all zero or not finite");
        }
        return new ResidualRegression(x, byInputs, solver);
    }

    /**
     * Fits one neuron and estimator.
     *
     * @param y the neuron's output, centred, {@code [n, 1]}
     * @param parts what the estimator takes away; one or two
     * @return v, {@code [D, 1]}
     */
    DMatrixRMaj fit(DMatrixRMaj y, List<Part> parts) {
        if (byInputs) {
            return solve(parts, transposed(y, parts, 1.0 / x.getNumRows()));
        }
        DMatrixRMaj weights = solve(parts, y);
        return transposed(weights, parts, 1.0 / x.getNumRows());
    }

    /** factor D' t = factor (X' t - sum_j a_j (u_j . t)). */
    private DMatrixRMaj transposed(DMatrixRMaj t, List<Part> parts, double factor) {
        DMatrixRMaj product = new DMatrixRMaj(x.getNumCols(), 1);
        CommonOps_DDRM.multTransA(x, t, product);
        CommonOps_DDRM.scale(factor, product);
        for (Part part : parts) {
            CommonOps_DDRM.addEquals(product, -factor * CommonOps_DDRM.dot(part.gated, t), part.pattern);
        }
        return product;
    }

    /**
     * Solves with {@code D'D / n + lambda} or {@code DD' / n + lambda}: both are what was factorised plus {@code B M B'} with
     * {@code B = (b_1 .. b_r, p_1 .. p_r)} and {@code M = ((kappa, -1), (-1, 0))}.
     */
    private DMatrixRMaj solve(List<Part> parts, DMatrixRMaj right) {
        int r = parts.size();
        DMatrixRMaj b = new DMatrixRMaj(right.getNumRows(), 2 * r);
        for (int j = 0; j < r; j++) {
            Part part = parts.get(j);
            CommonOps_DDRM.insert(byInputs ? part.pattern : part.gated, b, 0, j);
            CommonOps_DDRM.insert(opposite(part), b, 0, r + j);
        }
        DMatrixRMaj solvedRight = new DMatrixRMaj(right.getNumRows(), 1);
        DMatrixRMaj solvedB = new DMatrixRMaj(right.getNumRows(), 2 * r);
        solver.solve(right, solvedRight);
        solver.solve(b, solvedB);
        DMatrixRMaj small = new DMatrixRMaj(2 * r, 2 * r);
        CommonOps_DDRM.multTransA(b, solvedB, small);
        addInverse(parts, small);
        DMatrixRMaj smallRight = new DMatrixRMaj(2 * r, 1);
        CommonOps_DDRM.multTransA(b, solvedRight, smallRight);
        DMatrixRMaj correction = new DMatrixRMaj(2 * r, 1);
        if (!CommonOps_DDRM.solve(small, smallRight, correction)) {
            throw new IllegalArgumentException("a pattern or its residual is not finite");
        }
        CommonOps_DDRM.multAdd(-1, solvedB, correction, solvedRight);
        return solvedRight;
    }

    /** p_j: X' u_j / n, or X a_j / n. */
    private DMatrixRMaj opposite(Part part) {
        DMatrixRMaj p = new DMatrixRMaj(byInputs ? x.getNumCols() : x.getNumRows(), 1);
        if (byInputs) {
            CommonOps_DDRM.multTransA(x, part.gated, p);
        } else {
            CommonOps_DDRM.mult(x, part.pattern, p);
        }
        CommonOps_DDRM.scale(1.0 / x.getNumRows(), p);
        return p;
    }

    /** Adds the inverse of M: ((0, -1), (-1, -kappa)), kappa_jk = u_j . u_k / n or a_j . a_k / n. */
    private void addInverse(List<Part> parts, DMatrixRMaj small) {
        int r = parts.size();
        for (int j = 0; j < r; j++) {
            small.add(j, r + j, -1);
            small.add(r + j, j, -1);
            for (int k = 0; k < r; k++) {
                DMatrixRMaj left = byInputs ? parts.get(j).gated : parts.get(j).pattern;
                DMatrixRMaj other = byInputs ? parts.get(k).gated : parts.get(k).pattern;
                small.add(r + j, r + k, -CommonOps_DDRM.dot(left, other) / x.getNumRows());
            }
        }
    }
}
