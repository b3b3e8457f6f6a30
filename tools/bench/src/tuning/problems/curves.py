"""Learning curves over 81 epochs of all configurations of small spaces, trained once: the loss on data not learned from."""

import json
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy
from sklearn.datasets import load_breast_cancer, load_digits
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import SGDClassifier
from sklearn.metrics import log_loss
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler

from cache import cached
from problem import EDITION, Configuration
from trained import Parameters, configurations, key_of

EPOCHS = 81

Data = tuple[numpy.ndarray, numpy.ndarray, numpy.ndarray, numpy.ndarray]
# Of a configuration and data to learn from and to test on: the loss after each epoch.
Train = Callable[[Configuration, Data], Iterator[float]]


def _powers(low: int, high: int, count: int) -> list[float]:
    return [float(f"{value:.3g}") for value in numpy.logspace(low, high, count)]


def _network(configuration: Configuration, data: Data) -> Iterator[float]:
    inputs, test, labels, test_labels = data
    network = MLPClassifier(
        (configuration["width"],),
        learning_rate_init=configuration["rate"],
        alpha=configuration["alpha"],
        batch_size=configuration["batch"],
        random_state=0,
    )
    for _ in range(EPOCHS):
        network.partial_fit(inputs, labels, classes=numpy.unique(labels))
        yield float(log_loss(test_labels, network.predict_proba(test)))


def _descent(configuration: Configuration, data: Data) -> Iterator[float]:
    inputs, test, labels, test_labels = data
    model = SGDClassifier(
        loss=configuration["loss"],
        alpha=configuration["alpha"],
        learning_rate="constant",
        eta0=configuration["rate"],
        average=configuration["average"],
        random_state=0,
    )
    for _ in range(EPOCHS):
        model.partial_fit(inputs, labels, classes=numpy.unique(labels))
        yield float(1 - model.score(test, test_labels))


def _boosting(configuration: Configuration, data: Data) -> Iterator[float]:
    inputs, test, labels, test_labels = data
    model = GradientBoostingClassifier(
        n_estimators=EPOCHS,
        learning_rate=configuration["rate"],
        max_depth=configuration["depth"],
        subsample=configuration["rows"],
        max_features=configuration["features"],
        random_state=0,
    )
    model.fit(inputs, labels)
    for probabilities in model.staged_predict_proba(test):
        yield float(log_loss(test_labels, probabilities))


NETWORK: Parameters = [
    {"name": "rate", "kind": "ordinal", "values": _powers(-5, -1, 9)},
    {"name": "alpha", "kind": "ordinal", "values": _powers(-5, 1, 4)},
    {"name": "width", "kind": "ordinal", "values": [8, 24, 72]},
    {"name": "batch", "kind": "ordinal", "values": [32, 128]},
]
DESCENT: Parameters = [
    {"name": "rate", "kind": "ordinal", "values": _powers(-6, 0, 13)},
    {"name": "alpha", "kind": "ordinal", "values": _powers(-6, 0, 7)},
    {"name": "loss", "kind": "categorical", "choices": ["hinge", "log_loss", "modified_huber"]},
    {"name": "average", "kind": "categorical", "choices": [False, True]},
]
BOOSTING: Parameters = [
    {"name": "rate", "kind": "ordinal", "values": _powers(-3, 0, 10)},
    {"name": "depth", "kind": "int", "low": 1, "high": 5},
    {"name": "rows", "kind": "ordinal", "values": [0.3, 0.5, 0.7, 1.0]},
    {"name": "features", "kind": "ordinal", "values": [0.1, 0.3, 1.0]},
]

# Name to space, training, data, and rows to train on.
CURVES: dict[str, tuple[Parameters, Train, Callable[..., Any], int]] = {
    "curves-network-digits": (NETWORK, _network, load_digits, 600),
    "curves-descent-digits": (DESCENT, _descent, load_digits, 600),
    "curves-descent-breast-cancer": (DESCENT, _descent, load_breast_cancer, 200),
    "curves-boosting-breast-cancer": (BOOSTING, _boosting, load_breast_cancer, 200),
}
NAMES = list(CURVES)


def load(name: str) -> tuple[Parameters, dict[str, list[float]]]:
    """The space, and the curve of each configuration by its key."""
    return CURVES[name][0], cached(f"tables-{EDITION}/{name}", lambda: _train(name))


def _train(name: str) -> dict[str, list[float]]:
    parameters, train, source, rows = CURVES[name]
    inputs, labels = source(return_X_y=True)
    learned, test, learned_labels, test_labels = train_test_split(
        inputs, labels, train_size=rows, stratify=labels, random_state=0
    )
    scaler = StandardScaler().fit(learned)
    data = (scaler.transform(learned), scaler.transform(test), learned_labels, test_labels)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return {
            key_of(parameters, each): [float(f"{loss:.6g}") for loss in train(each, data)]
            for each in configurations(parameters)
        }


if __name__ == "__main__":
    for each in NAMES:
        space, table = load(each)
        print(json.dumps({"name": each, "parameters": space, "curves": table}))
        sys.stdout.flush()
