"""A study of one problem: which true value the best observation stands for after each trial."""

import zlib

import numpy

from problem import Configuration, Problem


class Play:
    """Evaluates trials one after the other. The noise of a trial depends on the problem, the seed and its number."""

    def __init__(self, problem: Problem, seed: int) -> None:
        self._problem = problem
        self._seed = (zlib.crc32(problem.name.encode()), seed)
        self._lowest = float("inf")
        # The gap after each trial.
        self.gaps: list[float] = []

    def observe(self, configuration: Configuration) -> float:
        rng = numpy.random.default_rng((*self._seed, len(self.gaps)))
        observed, true = self._problem.evaluate(configuration, rng)
        is_better = observed < self._lowest
        self._lowest = min(observed, self._lowest)
        self.gaps.append(self._problem.gap(true) if is_better or not self.gaps else self.gaps[-1])
        return observed


