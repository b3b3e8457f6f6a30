"""Models of scikit-learn, trained once for each configuration of a small space; the splits of the data are the noise."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy
from sklearn.datasets import load_breast_cancer, load_digits, load_wine
from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from cache import cached
from problem import EDITION, Configuration, Problem, is_active, values_of

REPEATS = 4

Parameters = list[dict[str, Any]]


def _powers(low: int, high: int, count: int) -> list[float]:
    return [float(f"{value:.3g}") for value in numpy.logspace(low, high, count)]


def _only(parameter: str, *values: str) -> dict[str, Any]:
    return {"parameter": parameter, "in": list(values)}


def _kernels() -> Parameters:
    return [
        {"name": "kernel", "kind": "categorical", "choices": ["linear", "poly", "rbf"]},
        {"name": "C", "kind": "ordinal", "values": _powers(-3, 3, 13)},
        {"name": "gamma", "kind": "ordinal", "values": _powers(-4, 1, 11), "when": _only("kernel", "poly", "rbf")},
        {"name": "degree", "kind": "int", "low": 2, "high": 4, "when": _only("kernel", "poly")},
    ]


def _machine(configuration: Configuration, seed: int) -> Any:
    return make_pipeline(StandardScaler(), SVC(**configuration, random_state=seed))


def _ensembles() -> Parameters:
    return [
        {"name": "model", "kind": "categorical", "choices": ["forest", "extra"]},
        {"name": "trees", "kind": "ordinal", "values": [3, 6, 12, 24]},
        {"name": "depth", "kind": "ordinal", "values": [1, 2, 3, 5, 8, 20]},
        {"name": "features", "kind": "ordinal", "values": [0.05, 0.1, 0.2, 0.4, 0.7, 1.0]},
        {"name": "leaf", "kind": "ordinal", "values": [1, 3, 9]},
    ]


def _ensemble(configuration: Configuration, seed: int) -> Any:
    model = RandomForestClassifier if configuration["model"] == "forest" else ExtraTreesClassifier
    return model(
        n_estimators=configuration["trees"],
        max_depth=configuration["depth"],
        max_features=configuration["features"],
        min_samples_leaf=configuration["leaf"],
        random_state=seed,
    )


def _algorithms() -> Parameters:
    return [
        {"name": "algorithm", "kind": "categorical", "choices": ["neighbours", "logistic", "tree", "svm", "bayes"]},
        {"name": "neighbours", "kind": "int", "low": 1, "high": 15, "when": _only("algorithm", "neighbours")},
        {"name": "weights", "kind": "categorical", "choices": ["uniform", "distance"],
         "when": _only("algorithm", "neighbours")},
        {"name": "penalty", "kind": "ordinal", "values": _powers(-4, 2, 13), "when": _only("algorithm", "logistic")},
        {"name": "depth", "kind": "int", "low": 1, "high": 12, "when": _only("algorithm", "tree")},
        {"name": "leaf", "kind": "ordinal", "values": [1, 2, 4, 8, 16], "when": _only("algorithm", "tree")},
        {"name": "criterion", "kind": "categorical", "choices": ["gini", "entropy"],
         "when": _only("algorithm", "tree")},
        {"name": "C", "kind": "ordinal", "values": _powers(-2, 3, 11), "when": _only("algorithm", "svm")},
        {"name": "gamma", "kind": "ordinal", "values": _powers(-5, 0, 11), "when": _only("algorithm", "svm")},
        {"name": "smoothing", "kind": "ordinal", "values": _powers(-10, 0, 11), "when": _only("algorithm", "bayes")},
    ]


def _algorithm(configuration: Configuration, seed: int) -> Any:
    algorithm = configuration["algorithm"]
    if algorithm == "neighbours":
        return KNeighborsClassifier(n_neighbors=configuration["neighbours"], weights=configuration["weights"])
    if algorithm == "logistic":
        return make_pipeline(StandardScaler(), LogisticRegression(C=configuration["penalty"], max_iter=60))
    if algorithm == "tree":
        return DecisionTreeClassifier(
            max_depth=configuration["depth"],
            min_samples_leaf=configuration["leaf"],
            criterion=configuration["criterion"],
            random_state=seed,
        )
    if algorithm == "svm":
        return make_pipeline(StandardScaler(), SVC(C=configuration["C"], gamma=configuration["gamma"]))
    return GaussianNB(var_smoothing=configuration["smoothing"])


Recipe = tuple[str, Callable[[], Parameters], Callable[[Configuration, int], Any], Callable[..., Any], int]

# Name to family, space, model, data, and rows to train on.
RECIPES: dict[str, Recipe] = {
    "svm-wine": ("conditional", _kernels, _machine, load_wine, 60),
    "svm-digits": ("conditional", _kernels, _machine, load_digits, 300),
    "trees-breast-cancer": ("mixed", _ensembles, _ensemble, load_breast_cancer, 200),
    "algorithms-digits": ("conditional", _algorithms, _algorithm, load_digits, 300),
}
NAMES = list(RECIPES)


def load(name: str, _: int) -> Problem:
    family, space, _, _, _ = RECIPES[name]
    parameters = space()
    table = cached(f"tables-{EDITION}/{name}", lambda: _train(name))
    means = {key: float(numpy.mean(values)) for key, values in table.items()}

    def evaluate(configuration: Configuration, rng: numpy.random.Generator) -> tuple[float, float]:
        key = key_of(parameters, configuration)
        values = table[key]
        return values[int(rng.integers(len(values)))], means[key]

    every = [means[key_of(parameters, each)] for each in configurations(parameters)]
    return Problem(name, family, parameters, min(every), float(numpy.median(every)), evaluate)


def configurations(parameters: Parameters, chosen: dict[str, Any] | None = None) -> Iterator[dict[str, Any]]:
    """All configurations of a space."""
    chosen = chosen or {}
    if not parameters:
        yield dict(chosen)
        return
    first, *rest = parameters
    if not is_active(first, chosen):
        yield from configurations(rest, chosen)
        return
    for value in values_of(first):
        yield from configurations(rest, {**chosen, first["name"]: value})


def key_of(parameters: Parameters, configuration: Configuration) -> str:
    """The places of the values in their lists."""
    return " ".join(
        str(values_of(each).index(configuration[each["name"]])) if each["name"] in configuration else "-"
        for each in parameters
    )


def _train(name: str) -> dict[str, list[float]]:
    _, space, model, data, rows = RECIPES[name]
    parameters = space()
    inputs, labels = data(return_X_y=True)
    table: dict[str, list[float]] = {}
    for configuration in configurations(parameters):
        values = []
        for repeat in range(REPEATS):
            train, test, train_labels, test_labels = train_test_split(
                inputs, labels, train_size=rows, stratify=labels, random_state=repeat
            )
            fitted = model(configuration, repeat).fit(train, train_labels)
            values.append(float(1 - fitted.score(test, test_labels)))
        table[key_of(parameters, configuration)] = values
    return table
