"""A trial while it runs, and as it was when it ended."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Union

from ._connection import Connection
from ._errors import ConflictError, InvalidInputError

Result = Union[float, Sequence[float], Mapping[str, float]]
"""One value; or one for each objective, in their order; or values by the names of objectives and outcome constraints."""


@dataclass(frozen=True)
class FinishedTrial:
    """A trial of a study as the service has it."""

    id: int
    state: str
    parameters: Mapping[str, Any]
    values: Sequence[float]
    constraints: Sequence[float]
    feasible: bool | None
    cost: float | None
    parent: int | None = None
    """The trial whose state it went on from, in a study that trains a population."""

    @property
    def value(self) -> float | None:
        """The value of the first objective."""
        return self.values[0] if self.values else None

    @classmethod
    def of(cls, answer: Mapping[str, Any]) -> FinishedTrial:
        return cls(
            id=answer["id"],
            state=answer["state"],
            parameters=answer["parameters"],
            values=answer["values"],
            constraints=answer["constraints"],
            feasible=answer.get("feasible"),
            cost=answer.get("cost"),
            parent=answer.get("training", {}).get("parent"),
        )


class Trial:
    """A trial that this worker runs. ``parameters`` are what to try; ``trial["x"]`` is one of them."""

    def __init__(
        self,
        connection: Connection,
        path: str,
        worker: str,
        metrics: tuple[Sequence[str], Sequence[str]],
        task: Mapping[str, Any],
    ) -> None:
        self.id: int = task["id"]
        self.parameters: dict[str, Any] = task["parameters"]
        training: Mapping[str, int] = task.get("training", {})
        self.parent = training.get("parent")
        """The trial whose state it goes on from; None when it begins anew."""
        self.steps = range(training.get("fromStep", 0), training.get("toStep", 0))
        """What it trains, in a study that trains a population; none otherwise."""
        self.should_stop = False
        """It was told to stop early."""
        self.is_lost = False
        """Another worker has it, or it has ended: what is told of it now may come too late."""
        self.is_told = False
        self._connection = connection
        self._path = f"{path}/trials/{self.id}"
        self._worker = worker
        self._objectives, self._constraints = metrics

    def __getitem__(self, parameter: str) -> Any:
        return self.parameters[parameter]

    def __repr__(self) -> str:
        return f"Trial({self.id}, {self.parameters})"

    def report(self, step: int, value: Result) -> bool:
        """Reports intermediate values, which also keeps the trial with this worker.

        :returns: whether to stop working on it
        """
        values, _ = self._split(value)
        body = {"worker": self._worker, "step": int(step), "values": values}
        answer = self._connection.post(f"{self._path}:report", body)
        self.should_stop = bool(answer["stop"])
        # A rule that stops a trial gives no reason; a reason says that the trial is not with this worker.
        self.is_lost = "reason" in answer
        return self.should_stop

    def tell(
        self,
        result: Result,
        *,
        constraints: Sequence[float] | None = None,
        cost: float | None = None,
    ) -> bool:
        """Tells the result of a trial that ran to its end.

        :returns: whether it counts; it does not when another worker told another result before
        """
        values, found = self._split(result)
        given = found if constraints is None else [_number(value) for value in constraints]
        return self._end({"state": "complete", "values": values, "constraints": given}, cost)

    def prune(self, *, cost: float | None = None) -> bool:
        """The trial was stopped early: its result is what it reported last."""
        return self._end({"state": "pruned"}, cost)

    def fail(self, *, cost: float | None = None) -> bool:
        """The trial has no result."""
        return self._end({"state": "failed"}, cost)

    def _end(self, body: dict[str, Any], cost: float | None) -> bool:
        if cost is not None:
            body["cost"] = float(cost)
        try:
            self._connection.post(f"{self._path}:tell", {**body, "worker": self._worker})
        except ConflictError:
            self.is_lost = True
        self.is_told = True
        return not self.is_lost

    def _split(self, result: Result) -> tuple[list[Any], list[Any]]:
        """Values of the objectives, and of the outcome constraints as far as they are there."""
        if isinstance(result, Mapping):
            unknown = [name for name in result if name not in (*self._objectives, *self._constraints)]
            if unknown:
                known = ", ".join([*self._objectives, *self._constraints])
                raise InvalidInputError(f"the study has no metric {unknown[0]}: it has {known}")
            values = [_number(result[name]) for name in self._objectives if name in result]
            return values, [_number(result[name]) for name in self._constraints if name in result]
        if isinstance(result, Sequence):
            return [_number(value) for value in result], []
        return [_number(result)], []


def _number(value: Any) -> Any:
    """A number as the API takes it, also of a library that has types of its own; JSON has no NaN."""
    number = float(value)
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    return number
