"""What a problem is: a space, a function of a configuration, and the two values that its gap is measured between."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy

# Raised whenever a problem changes, so that results kept from before are not compared with new ones.
EDITION = 1

Configuration = Mapping[str, Any]


@dataclass(frozen=True)
class Problem:
    """
    parameters: as in the spec of a study.
    optimum: the lowest true value there is.
    median: the median true value of random configurations.
    evaluate: of a configuration and a source of randomness, (the value that is observed, the true one).
    """

    name: str
    family: str
    parameters: list[dict[str, Any]]
    optimum: float
    median: float
    evaluate: Callable[[Configuration, numpy.random.Generator], tuple[float, float]]

    def gap(self, value: float) -> float:
        """0: nothing is better. 1: as good as a random draw."""
        return max(0.0, (value - self.optimum) / (self.median - self.optimum))


def is_active(parameter: Mapping[str, Any], configuration: Configuration) -> bool:
    """Whether a parameter has a value, of a configuration that has those of its parents."""
    when = parameter.get("when")
    return when is None or configuration.get(when["parameter"]) in when["in"]


def draw(parameters: list[dict[str, Any]], rng: numpy.random.Generator) -> dict[str, Any]:
    """A configuration, uniformly."""
    drawn: dict[str, Any] = {}
    for parameter in parameters:
        if not is_active(parameter, drawn):
            continue
        name = parameter["name"]
        if parameter["kind"] == "float":
            drawn[name] = float(rng.uniform(parameter["low"], parameter["high"]))
        else:
            values = values_of(parameter)
            drawn[name] = values[int(rng.integers(len(values)))]
    return drawn


def values_of(parameter: Mapping[str, Any]) -> list[Any]:
    """All values of a parameter that has finitely many."""
    if parameter["kind"] == "int":
        return list(range(parameter["low"], parameter["high"] + 1, parameter.get("step", 1)))
    return list(parameter["values"] if parameter["kind"] == "ordinal" else parameter["choices"])


def analytic(
    name: str,
    family: str,
    parameters: list[dict[str, Any]],
    function: Callable[[Configuration], float],
    optimum: float,
) -> Problem:
    """A problem without noise, its median estimated from 1,000 draws."""
    rng = numpy.random.default_rng(0)
    middle = median(function(draw(parameters, rng)) for _ in range(1_000))

    def evaluate(configuration: Configuration, _: numpy.random.Generator) -> tuple[float, float]:
        value = function(configuration)
        return value, value

    return Problem(name, family, parameters, optimum, middle, evaluate)
