# Copyright 2026 the Patternstream authors
# SPDX-License-Identifier: Apache-2.0
#
# Makes the fixtures of SignalQualityTest with NumPy: residuals row by row, one dense solve per neuron and estimator.
# Each file is one float64 vector: n, m, D, K, ridge, then x of the regression half [n, D], x of the held-out half [m, D],
# weights [K, D], biases [K], patterns linear, positive, negative [3, K, D], expected mean rho of S_w, S_a, S_a+-.
import numpy as np

RIDGE = 1e-4


def residual(x, w, b, plus, minus):
    y = x @ w
    s = np.where((y + b > 0)[:, None], y[:, None] * plus, y[:, None] * minus)
    return x - s, y


def rho(x, held_out, w, b, plus, minus):
    d, y = residual(x, w, b, plus, minus)
    d = d - d.mean(0)
    y = y - y.mean()
    ridge = RIDGE * x.var(0).sum() / x.shape[1]
    v = np.linalg.solve(d.T @ d / len(x) + ridge * np.eye(x.shape[1]), d.T @ y / len(x))
    e, t = residual(held_out, w, b, plus, minus)
    return 1 - max(0.0, np.corrcoef(e @ v, t)[0, 1])


def case(name, seed, n, m, inputs, neurons):
    random = np.random.default_rng(seed)
    single = lambda a: a.astype(np.float32).astype(np.float64)
    mixing = random.normal(size=(inputs, inputs))
    x = single(np.maximum(random.normal(size=(n, inputs)) @ mixing, -1) + 0.5)
    held_out = single(np.maximum(random.normal(size=(m, inputs)) @ mixing, -1) + 0.5)
    w = single(random.normal(size=(neurons, inputs)))
    b = single(random.normal(size=neurons))
    patterns = random.normal(size=(3, neurons, inputs))
    for i in range(3):
        # near the true direction, so that rho is neither 0 nor 1
        for k in range(neurons):
            y = x @ w[k]
            a = np.cov(x.T, y)[:-1, -1] + (0.1, 0.3, 0.6)[i] * patterns[i, k]
            patterns[i, k] = a / (w[k] @ a)
    filters = [rho(x, held_out, w[k], b[k], w[k] / (w[k] @ w[k]), w[k] / (w[k] @ w[k])) for k in range(neurons)]
    linear = [rho(x, held_out, w[k], b[k], patterns[0, k], patterns[0, k]) for k in range(neurons)]
    both = [rho(x, held_out, w[k], b[k], patterns[1, k], patterns[2, k]) for k in range(neurons)]
    expected = np.array([np.mean(filters), np.mean(linear), np.mean(both)])
    print(name, expected)
    parts = [np.array([n, m, inputs, neurons, RIDGE]), x, held_out, w, b, patterns, expected]
    np.save(name, np.concatenate([p.ravel() for p in parts]))


case("rho-by-inputs.npy", 1, 40, 50, 6, 3)
case("rho-by-rows.npy", 2, 12, 30, 20, 3)
