/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.nd4j;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Row-major matrix products in ND4J's BLAS. Called directly: {@code Nd4j.gemm} makes views and checks them on every call, and
 * allocates. Stateless.
 */
final class Blas {
    private Blas() {}

    /**
     * Computes {@code C = op(A) op(B) + beta C} in float32.
     *
     * @param size rows and columns of C, and the length that is summed over
     * @param a {@code [m, k]}, or {@code [k, m]} where transposed
     * @param b {@code [k, n]}, or {@code [n, k]} where transposed
     * @param beta 0 overwrites C, 1 adds to it
     * @param c {@code [m, n]}
     */
    static void multiply(Size size, FloatPointer a, FloatPointer b, float beta, FloatPointer c) {
        int transposeA = size.transposeA() ? CblasTrans : CblasNoTrans;
        int transposeB = size.transposeB() ? CblasTrans : CblasNoTrans;
        cblas_sgemm(
                CblasRowMajor,
                transposeA,
                transposeB,
                size.m(),
                size.n(),
                size.k(),
                1,
                a,
                size.strideA(),
                b,
                size.strideB(),
                beta,
                c,
                size.n());
    }

    /**
     * Computes {@code C = op(A) op(B) + beta C} in float64.
     *
     * @param size rows and columns of C, and the length that is summed over
     * @param a {@code [m, k]}, or {@code [k, m]} where transposed
     * @param b {@code [k, n]}, or {@code [n, k]} where transposed
     * @param beta 0 overwrites C, 1 adds to it
     * @param c {@code [m, n]}
     */
    static void multiply(Size size, DoublePointer a, DoublePointer b, double beta, DoublePointer c) {
        int transposeA = size.transposeA() ? CblasTrans : CblasNoTrans;
        int transposeB = size.transposeB() ? CblasTrans : CblasNoTrans;
        cblas_dgemm(
                CblasRowMajor,
                transposeA,
                transposeB,
                size.m(),
                size.n(),
                size.k(),
                1,
                a,
                size.strideA(),
                b,
                size.strideB(),
                beta,
                c,
                size.n());
    }

    /**
     * The shape of a product.
     *
     * @param m rows of the result
     * @param n columns of the result
     * @param k length that is summed over
     * @param transposeA whether A lies as {@code [k, m]}
     * @param transposeB whether B lies as {@code [n, k]}
     */
    record Size(int m, int n, int k, boolean transposeA, boolean transposeB) {
        /** {@return a product of two matrices as they lie} */
        static Size plain(int m, int n, int k) {
            return new Size(m, n, k, false, false);
        }

        private int strideA() {
            return transposeA ? m : k;
        }

        private int strideB() {
            return transposeB ? k : n;
        }
    }
}
