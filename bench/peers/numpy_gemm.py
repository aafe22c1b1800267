"""NumPy's BLAS: speed of the three products of an affine layer, float32, on one thread (set by the environment).

x is (N, D), weight (D, M), dout (N, M). Transposes are views, which BLAS takes without a copy.
"""

import time

import numpy as np
from serve import blas, serve, time_calls

# A sample lasts at least this long: shorter ones would measure the clock.
SAMPLE_SECONDS = 0.0005


def operands(operation, n, d, m):
    random = np.random.default_rng(1)
    x = random.standard_normal((n, d), dtype=np.float32)
    weight = random.standard_normal((d, m), dtype=np.float32)
    dout = random.standard_normal((n, m), dtype=np.float32)
    return {"forward": (x, weight), "dinput": (dout, weight.T), "dweight": (x.T, dout)}[operation]


def answer(request):
    n, d, m = request["N"], request["D"], request["M"]
    a, b = operands(request["operation"], n, d, m)
    out = np.empty((a.shape[0], b.shape[1]), dtype=np.float32)

    def product():
        np.matmul(a, b, out=out)

    for _ in range(10):
        product()
    begin = time.perf_counter()
    product()
    once = time.perf_counter() - begin
    times = time_calls(product, request["budget"], calls_per_sample=max(1, round(SAMPLE_SECONDS / once)))
    return {"gflops": 2e-9 * n * d * m / times["seconds"], **times}


serve({"version": np.__version__, "details": blas()}, answer)
