"""Fits a model of scikit-learn with its defaults: `quality_sklearn.py MODEL TASK TRAIN.csv TEST.csv TARGET`.

Prints the score on the test rows (accuracy or R2) and the seconds of encoding and fitting, without imports and reading.
Columns are encoded as one would by hand: numbers with the median for missing ones and standardized, dates as year, month
and day of the year, texts one-hot (rare ones together, 50 at most). The MLP gets a standardized target, without which its defaults fail on
large numbers.
"""

import json
import sys
import time
import warnings

import pandas as pd
from sklearn.compose import ColumnTransformer, TransformedTargetRegressor
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

MODELS = {
    "mlp": {"classification": MLPClassifier, "regression": MLPRegressor},
    "boosting": {"classification": HistGradientBoostingClassifier, "regression": HistGradientBoostingRegressor},
    "linear": {"classification": LogisticRegression, "regression": LinearRegression},
}
SEEDED = ("mlp", "boosting")
MAX_CATEGORIES = 50


def with_dates(inputs):
    """The columns, with three numbers in place of each column of dates."""
    inputs = inputs.copy()
    for name in inputs.columns[inputs.dtypes == object]:
        if not inputs[name].astype(str).str.match(r"^\d{4}-\d{2}-\d{2}").all():
            continue
        dates = pd.to_datetime(inputs.pop(name))
        inputs[f"{name} year"], inputs[f"{name} month"], inputs[f"{name} day"] = (
            dates.dt.year,
            dates.dt.month,
            dates.dt.dayofyear,
        )
    return inputs


def encoder(inputs):
    numbers = inputs.select_dtypes("number").columns
    texts = [name for name in inputs.columns if name not in numbers]
    one_hot = OneHotEncoder(max_categories=MAX_CATEGORIES, handle_unknown="infrequent_if_exist", sparse_output=False)
    return ColumnTransformer(
        [
            ("numbers", make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), numbers),
            ("texts", make_pipeline(SimpleImputer(strategy="constant", fill_value="missing"), one_hot), texts),
        ]
    )


def main(model, task, train_path, test_path, target):
    # A fit with defaults often ends before it has converged; that is what its users get.
    warnings.filterwarnings("ignore")
    train, test = pd.read_csv(train_path), pd.read_csv(test_path)
    for table in (train, test):
        for name in table.columns[(table.dtypes == bool) & (table.columns != target)]:
            table[name] = table[name].astype(float)
    labels = (lambda column: column.astype(str)) if task == "classification" else (lambda column: column)
    began = time.perf_counter()
    inputs = with_dates(train.drop(columns=target))
    seed = {"random_state": 0} if model in SEEDED else {}
    estimator = MODELS[model][task](**seed)
    if isinstance(estimator, MLPRegressor):
        estimator = TransformedTargetRegressor(estimator, transformer=StandardScaler())
    fitted = make_pipeline(encoder(inputs), estimator)
    fitted.fit(inputs, labels(train[target]))
    seconds = time.perf_counter() - began
    score = fitted.score(with_dates(test.drop(columns=target)), labels(test[target]))
    print(json.dumps({"score": score, "seconds": seconds}))


main(*sys.argv[1:])
