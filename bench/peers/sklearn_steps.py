"""scikit-learn's MLP: seconds of an SGD step, float32, on one thread. It has no batch norm.

`partial_fit` is the one way to single steps. It checks its arguments on each call, so each call gets many batches,
which share that cost; with shuffle off a batch is a view.
"""

import numpy as np
import sklearn
from serve import blas, serve, time_calls
from sklearn.neural_network import MLPClassifier, MLPRegressor

BATCHES = 16
# The plain update that the other peers do.
PLAIN_SGD = {
    "solver": "sgd",
    "activation": "relu",
    "alpha": 0.0,
    "learning_rate_init": 0.01,
    "momentum": 0.0,
    "nesterovs_momentum": False,
    "shuffle": False,
    "random_state": 1,
}


def answer(request):
    widths, batch_size = request["widths"], request["batchSize"]
    random = np.random.default_rng(1)
    rows = BATCHES * batch_size
    x = random.standard_normal((rows, widths[0]), dtype=np.float32)
    settings = {"hidden_layer_sizes": widths[1:-1], "batch_size": batch_size, **PLAIN_SGD}
    if widths[-1] == 1:
        model = MLPRegressor(**settings)
        target = random.standard_normal(rows, dtype=np.float32)
    else:
        model = MLPClassifier(**settings)
        target = np.arange(rows) % widths[-1]
        model.partial_fit(x, target, classes=np.arange(widths[-1]))
    times = time_calls(lambda: model.partial_fit(x, target), request["budget"])
    for name in ("seconds", "low", "high"):
        times[name] /= BATCHES
    return times


serve({"version": sklearn.__version__, "details": f"NumPy {np.__version__}, {blas()}"}, answer)
