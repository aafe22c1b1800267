"""What the Python peers share: the protocol, and the timing of a step.

A peer says in its first line what it is, then answers every line on stdin, a JSON object, with a line on stdout.
It stays alive between requests, so that a round costs no imports.
"""

import json
import statistics
import sys
import time

MAX_SAMPLES = 5000
MIN_SAMPLES = 5
WARM_UP_SHARE = 0.3


def serve(hello, answer):
    """Says hello, and answers until stdin ends."""
    print(json.dumps(hello), flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


def time_calls(call, budget, calls_per_sample=1):
    """Seconds of one call: median and quartiles of samples taken for about `budget` seconds, after a warm-up."""
    run_for(call, budget * WARM_UP_SHARE, at_least=2)
    samples = run_for(lambda: repeat(call, calls_per_sample), budget, at_least=MIN_SAMPLES)
    low, median, high = statistics.quantiles(samples, n=4)
    return {
        "seconds": median / calls_per_sample,
        "low": low / calls_per_sample,
        "high": high / calls_per_sample,
        "samples": len(samples),
    }


def repeat(call, times):
    for _ in range(times):
        call()


def run_for(call, budget, at_least):
    """Seconds of each call, until the budget is used up."""
    samples = []
    end = time.perf_counter() + budget
    while len(samples) < at_least or (time.perf_counter() < end and len(samples) < MAX_SAMPLES):
        begin = time.perf_counter()
        call()
        samples.append(time.perf_counter() - begin)
    return samples


def blas():
    """The linear algebra library in this process and the kernels it chose, when threadpoolctl is there to ask."""
    try:
        from threadpoolctl import threadpool_info
    except ImportError:
        return "unknown BLAS"
    names = [
        f"{library['internal_api']} {library['version']} ({library.get('architecture', 'unknown kernels')})"
        for library in threadpool_info()
        if library["user_api"] == "blas"
    ]
    return ", ".join(names) or "unknown BLAS"
