"""A study, and the loop of a worker."""

from __future__ import annotations

import os
import random
import threading
import urllib.parse
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Callable

from ._connection import Connection
from ._errors import TrialPruned
from ._options import objectives_of, setting, worker_name
from ._parameters import Parameter
from ._trial import FinishedTrial, Result, Trial


class Study:
    """A study of a team.

    With ``parameters`` it is begun, unless it has begun already with the very same specification. Without them it is one
    that there is. What is left out of ``name``, ``url``, ``token`` and ``team`` comes from ``SLIPWAY_STUDY``,
    ``SLIPWAY_URL``, ``SLIPWAY_TOKEN`` and ``SLIPWAY_TEAM``, so that a process that Slipway starts needs none of them.

    :param minimize: metrics of the objectives; those of ``maximize`` come after them
    :param trials: ends the study after so many
    :param stop: other conditions that end it, as the API has them: ``{"time": "2h", "cost": 50}``
    :param population: what the sampler ``pbt`` trains: ``{"size": 20, "interval": 1}``
    :param early_stopping: name of a rule, or ``{"rule": "asha", "options": {…}}``
    :param outcome_constraints: ``[{"metric": "latency", "max": 20}]``
    :param spec: anything else, as the API has it
    :param worker: name of this worker, default ``SLIPWAY_WORKER`` or one that is made up; under a name of its own that
        it has again after a crash, a worker gets its trials back
    :param timeout: seconds that a request may take
    :param retry_for: seconds for which a request is sent again while the service can't be reached
    """

    def __init__(
        self,
        name: str | None = None,
        *,
        parameters: Sequence[Parameter] | None = None,
        minimize: str | Sequence[str] = (),
        maximize: str | Sequence[str] = (),
        trials: int | None = None,
        stop: Mapping[str, Any] | None = None,
        sampler: str | None = None,
        population: Mapping[str, Any] | None = None,
        seed: int | None = None,
        early_stopping: str | Mapping[str, Any] | None = None,
        outcome_constraints: Sequence[Mapping[str, Any]] = (),
        spec: Mapping[str, Any] | None = None,
        url: str | None = None,
        token: str | None = None,
        team: str | None = None,
        worker: str | None = None,
        timeout: float = 60,
        retry_for: float = 300,
    ) -> None:
        self.name = setting("name", name, "SLIPWAY_STUDY")
        self.team = setting("team", team, "SLIPWAY_TEAM")
        self._connection = Connection(
            setting("url", url, "SLIPWAY_URL", "http://127.0.0.1:7788"),
            token or os.environ.get("SLIPWAY_TOKEN"),
            timeout=timeout,
            retry_for=retry_for,
        )
        self._studies = f"/v1/teams/{urllib.parse.quote(self.team, safe='')}/studies"
        self._path = f"{self._studies}/{urllib.parse.quote(self.name, safe='')}"
        self.worker = worker or os.environ.get("SLIPWAY_WORKER") or worker_name()
        if parameters is None:
            study = self._connection.get(self._path)
        else:
            optional = {
                "sampler": sampler,
                "population": population,
                "seed": seed,
                "earlyStopping": {"rule": early_stopping}
                if isinstance(early_stopping, str)
                else early_stopping,
            }
            whole = {
                "parameters": [parameter.spec() for parameter in parameters],
                "objectives": objectives_of(minimize, maximize),
                "outcomeConstraints": [dict(constraint) for constraint in outcome_constraints],
                "stop": {**({} if trials is None else {"trials": trials}), **(stop or {})},
                **{key: value for key, value in optional.items() if value is not None},
                **(spec or {}),
            }
            study = self._connection.post(self._studies, {"name": self.name, "spec": whole})
        self._metrics = (
            [objective["metric"] for objective in study["spec"]["objectives"]],
            [constraint["metric"] for constraint in study["spec"]["outcomeConstraints"]],
        )

    def __repr__(self) -> str:
        return f"Study({self.name!r}, team={self.team!r}, url={self._connection.url!r})"

    def trials(self, count: int | None = None, *, worker: str | None = None) -> Iterator[Trial]:
        """Trials to run, one after the other, until the study has ended, or ``count`` of them.

        While others run the last ones it waits, because they may fail to. A trial that was told to stop and is left
        untold has been pruned; one that is left untold otherwise has failed.
        """
        return self._trials(count, worker or self.worker, threading.Event())

    def optimize(
        self,
        run: Callable[[Trial], Result],
        *,
        workers: int = 1,
        count: int | None = None,
        catch: tuple[type[BaseException], ...] = (),
    ) -> FinishedTrial | None:
        """Runs a function with each trial, which returns the result, or raises TrialPruned.

        A trial whose function raises has failed. What it raised ends the workers and is raised here, unless it is of
        ``catch``.

        :param workers: threads that do so at a time
        :param count: trials at the most, of all workers
        :returns: the best trial of the study
        """
        ended = threading.Event()
        tickets = threading.Semaphore(count) if count is not None else None

        def work(worker: str) -> None:
            try:
                self._work(run, worker, ended, tickets, catch)
            except BaseException:
                ended.set()
                raise

        names = [self.worker if workers == 1 else f"{self.worker}-{index}" for index in range(workers)]
        with ThreadPoolExecutor(max_workers=workers) as pool:
            try:
                for done in [pool.submit(work, name) for name in names]:
                    done.result()
            finally:
                ended.set()
        return self.best

    @property
    def best(self) -> FinishedTrial | None:
        """The best trial, of several objectives the one that is best in the first; None as long as there is none."""
        best = self.best_trials
        return best[0] if best else None

    @property
    def best_trials(self) -> list[FinishedTrial]:
        """The best trial of one objective, the Pareto front of several."""
        return [FinishedTrial.of(trial) for trial in self.show()["best"]]

    @property
    def state(self) -> str:
        """``running``, ``paused`` or ``ended``."""
        return str(self.show()["state"])

    def show(self) -> dict[str, Any]:
        """The study as the API has it: specification, counts, costs, best trials, importance of parameters."""
        study: dict[str, Any] = self._connection.get(self._path)
        return study

    def history(
        self, *, state: str | None = None, filter: str | None = None, order: str | None = None
    ) -> Iterator[FinishedTrial]:
        """Trials of the study, page by page; ``filter`` and ``order`` are those of the API."""
        query = {"state": state, "filter": filter, "order": order, "limit": 500}
        cursor: str | None = None
        while True:
            page = self._connection.get(f"{self._path}/trials", {**query, "cursor": cursor})
            for trial in page["items"]:
                yield FinishedTrial.of(trial)
            cursor = page.get("cursor")
            if cursor is None:
                return

    def importance(self, metric: str | None = None) -> dict[str, float]:
        """How much each parameter matters for an objective, the most important first."""
        answer = self._connection.get(f"{self._path}/importance", {"metric": metric})
        return {each["parameter"]: each["importance"] for each in answer["importance"]}

    def enqueue(self, *configurations: Mapping[str, Any]) -> list[int]:
        """Adds trials to be run before others are suggested. It is not sent again by itself: that might add them twice.

        :returns: their ids
        """
        body = {"configurations": [dict(configuration) for configuration in configurations]}
        answer = self._connection.post(f"{self._path}/trials:enqueue", body, is_repeatable=False)
        return [trial["id"] for trial in answer["trials"]]

    def pause(self) -> None:
        """Begins no more trials."""
        self._connection.post(f"{self._path}:pause")

    def resume(self) -> None:
        self._connection.post(f"{self._path}:resume")

    def extend(self, **stop: Any) -> None:
        """Moves what ends the study further out: ``study.extend(trials=200)``."""
        self._connection.post(f"{self._path}:extend", {"stop": stop})

    def _trials(self, count: int | None, worker: str, ended: threading.Event) -> Iterator[Trial]:
        pause = 0.1
        begun = 0
        while not ended.is_set() and (count is None or begun < count):
            answer = self._connection.post(f"{self._path}/trials:ask", {"worker": worker})
            for task in answer["trials"]:
                trial = Trial(self._connection, self._path, worker, self._metrics, task)
                yield trial
                if not trial.is_told and not trial.is_lost:
                    trial.prune() if trial.should_stop else trial.fail()
                begun += 1
                pause = 0.1
            if not answer["trials"]:
                if answer["state"] == "ended":
                    return
                ended.wait(random.uniform(0.5, 1) * pause)
                pause = min(2 * pause, 5)

    def _work(
        self,
        run: Callable[[Trial], Result],
        worker: str,
        ended: threading.Event,
        tickets: threading.Semaphore | None,
        catch: tuple[type[BaseException], ...],
    ) -> None:
        trials = self._trials(None, worker, ended)
        while tickets is None or tickets.acquire(blocking=False):
            trial = next(trials, None)
            if trial is None:
                return
            try:
                trial.tell(run(trial))
            except TrialPruned:
                if not trial.is_lost:
                    trial.prune()
            except BaseException as error:
                if not trial.is_told and not trial.is_lost:
                    trial.fail()
                if not isinstance(error, catch):
                    raise
