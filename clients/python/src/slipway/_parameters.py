"""What a study searches. ``when`` makes a parameter active under a condition of another one:
``{"parameter": "model", "in": ["svm"]}`` or ``{"parameter": "layers", "min": 2}``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Union

Scalar = Union[float, int, str, bool]
Condition = Mapping[str, Any]


@dataclass(frozen=True)
class Float:
    """A number from ``low`` to ``high``, ends included; ``log`` searches its logarithm."""

    name: str
    low: float
    high: float
    log: bool = False
    step: float | None = None
    when: Condition | None = None

    def spec(self) -> dict[str, Any]:
        step = {} if self.step is None else {"step": self.step}
        return {**_range(self, "float"), **step}


@dataclass(frozen=True)
class Int:
    """A whole number from ``low`` to ``high``, ends included."""

    name: str
    low: int
    high: int
    log: bool = False
    step: int = 1
    when: Condition | None = None

    def spec(self) -> dict[str, Any]:
        return {**_range(self, "int"), "step": self.step}


@dataclass(frozen=True)
class Categorical:
    """One of some choices without an order."""

    name: str
    choices: Sequence[Scalar]
    when: Condition | None = None

    def spec(self) -> dict[str, Any]:
        return _named(self.name, "categorical", self.when, choices=list(self.choices))


@dataclass(frozen=True)
class Ordinal:
    """One of some values in their order."""

    name: str
    values: Sequence[Scalar]
    when: Condition | None = None

    def spec(self) -> dict[str, Any]:
        return _named(self.name, "ordinal", self.when, values=list(self.values))


@dataclass(frozen=True)
class Fixed:
    """Always the same value."""

    name: str
    value: Scalar
    when: Condition | None = None

    def spec(self) -> dict[str, Any]:
        return _named(self.name, "fixed", self.when, value=self.value)


Parameter = Union[Float, Int, Categorical, Ordinal, Fixed]


def _named(name: str, kind: str, when: Condition | None, **rest: Any) -> dict[str, Any]:
    condition = {} if when is None else {"when": dict(when)}
    return {"name": name, "kind": kind, **rest, **condition}


def _range(parameter: Float | Int, kind: str) -> dict[str, Any]:
    scale = "log" if parameter.log else "linear"
    ends = {"low": parameter.low, "high": parameter.high, "scale": scale}
    return _named(parameter.name, kind, parameter.when, **ends)
