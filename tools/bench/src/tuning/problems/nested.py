"""Analytic problems with choices, conditions and integers; where their optimum lies depends on the instance."""

import math
from typing import Any

import numpy

from problem import Configuration, Problem, analytic

NAMES = ["nested-algorithms", "nested-pipeline", "mixed-choices", "integer-steps"]


def _real(name: str, when: dict[str, Any] | None = None) -> dict[str, Any]:
    parameter = {"name": name, "kind": "float", "low": 0, "high": 1}
    return parameter if when is None else {**parameter, "when": when}


def load(name: str, instance: int) -> Problem:
    rng = numpy.random.default_rng((instance, NAMES.index(name)))
    return {
        "nested-algorithms": _algorithms,
        "nested-pipeline": _pipeline,
        "mixed-choices": _choices,
        "integer-steps": _steps,
    }[name](rng)


def _algorithms(rng: numpy.random.Generator) -> Problem:
    """Four algorithms with one to three parameters of their own, and a parameter that all share."""
    names = ["a", "b", "c", "d"]
    offsets = dict(zip(names, rng.permutation([0.0, 0.05, 0.2, 0.5]), strict=True))
    sizes = dict(zip(names, (3, 2, 2, 1), strict=True))
    best = {each: rng.uniform(0.1, 0.9, sizes[each]) for each in names}
    weights = {each: rng.uniform(1, 8, sizes[each]) for each in names}
    shared = rng.uniform(0.2, 0.8)
    parameters: list[dict[str, Any]] = [{"name": "algorithm", "kind": "categorical", "choices": names}, _real("rate")]
    for each in names:
        when = {"parameter": "algorithm", "in": [each]}
        parameters += [_real(f"{each}{index}", when) for index in range(sizes[each])]

    def value(configuration: Configuration) -> float:
        chosen = configuration["algorithm"]
        own = [configuration[f"{chosen}{index}"] for index in range(sizes[chosen])]
        distance = sum(w * (x - y) ** 2 for w, x, y in zip(weights[chosen], own, best[chosen], strict=True))
        return float(offsets[chosen] + distance + 2 * (configuration["rate"] - shared) ** 2)

    return analytic("nested-algorithms", "conditional", parameters, value, 0.0)


def _pipeline(rng: numpy.random.Generator) -> Problem:
    """A kernel with nested parameters that depend on the regularisation, after an optional reduction of dimensions."""
    kernels = ["linear", "rbf", "poly"]
    offsets = dict(zip(kernels, rng.permutation([0.0, 0.06, 0.3]), strict=True))
    centre = {each: rng.uniform(0.2, 0.8) for each in kernels}
    slope = rng.uniform(-0.8, 0.8)
    degree = int(rng.integers(2, 7))
    share = rng.uniform(0.2, 0.9)
    parameters = [
        {"name": "kernel", "kind": "categorical", "choices": kernels},
        _real("regularisation"),
        _real("gamma", {"parameter": "kernel", "in": ["rbf", "poly"]}),
        {"name": "degree", "kind": "int", "low": 2, "high": 6, "when": {"parameter": "kernel", "in": ["poly"]}},
        {"name": "reduce", "kind": "categorical", "choices": [False, True]},
        _real("share", {"parameter": "reduce", "in": [True]}),
    ]

    def value(configuration: Configuration) -> float:
        kernel = configuration["kernel"]
        off = configuration["regularisation"] - centre[kernel]
        loss = offsets[kernel] + 3 * off**2
        if kernel != "linear":
            loss += 6 * (configuration["gamma"] - 0.5 - slope * off) ** 2
        if kernel == "poly":
            loss += 0.15 * abs(configuration["degree"] - degree)
        loss += 2 * (configuration["share"] - share) ** 2 if configuration["reduce"] else 0.15
        return float(loss)

    return analytic("nested-pipeline", "conditional", parameters, value, 0.0)


def _choices(rng: numpy.random.Generator) -> Problem:
    """Two choices, two rasters and two numbers that interact."""
    optimizers = dict(zip("abcde", rng.permutation([0.0, 0.15, 0.3, 0.6, 1.0]), strict=True))
    activations = dict(zip("xyz", rng.permutation([0.0, 0.2, 0.4]), strict=True))
    rate, decay, turn = rng.uniform(0.2, 0.8, 3)
    width, layers = int(rng.integers(4, 37)), int(rng.integers(1, 9))
    parameters = [
        {"name": "optimizer", "kind": "categorical", "choices": list(optimizers)},
        {"name": "activation", "kind": "categorical", "choices": list(activations)},
        _real("rate"),
        _real("decay"),
        {"name": "width", "kind": "int", "low": 1, "high": 40},
        {"name": "layers", "kind": "int", "low": 1, "high": 8},
    ]

    def value(configuration: Configuration) -> float:
        slow = configuration["rate"] - rate
        own = optimizers[configuration["optimizer"]] + activations[configuration["activation"]] * (1 + abs(slow))
        coupled = configuration["decay"] - decay - (turn - 0.5) * slow
        sizes = 2 * ((configuration["width"] - width) / 40) ** 2 + abs(configuration["layers"] - layers) / 16
        return float(own + 5 * slow**2 + 4 * coupled**2 + sizes)

    return analytic("mixed-choices", "mixed", parameters, value, 0.0)


def _steps(rng: numpy.random.Generator) -> Problem:
    """Eight integers of different ranges; a rotated bowl, so that they have to move together."""
    counts = [3, 5, 8, 12, 16, 24, 48, 100]
    best = [int(rng.integers(count + 1)) for count in counts]
    rotation, _ = numpy.linalg.qr(rng.normal(size=(8, 8)))
    scales = numpy.array([math.pow(20, index / 7) for index in range(8)])
    parameters = [{"name": f"n{index}", "kind": "int", "low": 0, "high": count} for index, count in enumerate(counts)]

    def value(configuration: Configuration) -> float:
        offsets = numpy.array(
            [(configuration[f"n{index}"] - best[index]) / count for index, count in enumerate(counts)]
        )
        return float(scales @ (rotation @ offsets) ** 2)

    return analytic("integer-steps", "mixed", parameters, value, 0.0)
