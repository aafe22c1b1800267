"""The statistics of samples by SciPy. Reads {"samples": [[...]], "quantiles": [[p, degrees]], "normals": [z]} from stdin and writes one JSON object."""

import json
import sys

import numpy
import scipy
from scipy import stats

try:
    import mpmath
except ImportError:
    mpmath = None

request = json.load(sys.stdin)


def exact_t_quantile(p, degrees):
    """By mpmath, because SciPy's is exact to about 1e-9 only."""
    mpmath.mp.dps = 40
    n = mpmath.mpf(degrees)

    def excess(t):
        tail = mpmath.betainc(n / 2, mpmath.mpf(1) / 2, 0, n / (n + t * t), regularized=True) / 2
        return (1 - tail if t > 0 else tail) - mpmath.mpf(p)

    return float(mpmath.findroot(excess, stats.t.ppf(p, degrees)))


def statistics(sample, seed):
    d = numpy.array(sample, float)
    n = len(d)
    mean, error = d.mean(), stats.sem(d)
    flips = stats.permutation_test((d,), numpy.sum, permutation_type="samples", n_resamples=numpy.inf)
    signed_ranks = stats.rankdata(abs(d)) * numpy.sign(d)
    ranks = stats.permutation_test(
        (signed_ranks[signed_ranks != 0],), numpy.sum, permutation_type="samples", n_resamples=numpy.inf
    )
    wins = stats.binomtest(int((d > 0).sum()), n).proportion_ci(method="wilson")
    bca = stats.bootstrap((d,), numpy.mean, n_resamples=99_999, method="BCa", random_state=seed).confidence_interval
    found = {
        "t interval": stats.t.interval(0.95, n - 1, mean, error),
        "sign-flip test": [flips.pvalue],
        "Wilcoxon, as flips of ranks": [ranks.pvalue],
        "Wilson's interval": [wins.low, wins.high],
    }
    if len(set(abs(d))) == n and all(d):
        found["Wilcoxon, exact"] = [stats.wilcoxon(d, mode="exact").pvalue]
        found[f"BCa of {'up to 8' if n <= 8 else 'more'} values, in standard deviations"] = [end / d.std(ddof=1) for end in bca]
    return found


functions = {
    "t quantile": [stats.t.ppf(p, degrees) for p, degrees in request["quantiles"]],
    "normal quantile": [stats.norm.ppf(p) for p, _ in request["quantiles"]],
    "normal probability": [stats.norm.cdf(z) for z in request["normals"]],
}
if mpmath is not None:
    functions["t quantile, against mpmath"] = [exact_t_quantile(p, degrees) for p, degrees in request["quantiles"][:300]]
samples = [statistics(sample, seed) for seed, sample in enumerate(request["samples"])]
print(json.dumps({"version": scipy.__version__, "samples": samples, "functions": functions}))
