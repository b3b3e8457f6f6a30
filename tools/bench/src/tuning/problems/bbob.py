"""Functions of the COCO/BBOB suite (Hansen et al., Optimization Methods and Software 2021), by `coco-experiment`."""

import os
import tempfile

import cocoex
import numpy

from problem import Configuration, Problem, analytic

FUNCTIONS = (4, 5, 6, 7, 10, 11, 12, 15, 18, 21, 22, 24)
NAMES = [f"bbob-f{function}-{dimension}d" for dimension in (5, 10) for function in FUNCTIONS]


def load(name: str, instance: int) -> Problem:
    function, dimension = (int(part.strip("fd")) for part in name.split("-")[1:])
    suite = cocoex.Suite("bbob", f"instances: {instance}", f"dimensions: {dimension} function_indices: {function}")
    objective = suite.get_problem(0)
    parameters = [
        {"name": f"x{index}", "kind": "float", "low": -5, "high": 5} for index in range(dimension)
    ]

    def value(configuration: Configuration) -> float:
        # The suite frees its problems when it is collected.
        assert suite is not None
        return float(objective(numpy.array([configuration[each["name"]] for each in parameters])))

    return analytic(name, f"bbob {dimension}d", parameters, value, _optimum(objective))


def _optimum(objective: cocoex.Problem) -> float:
    """The library tells the place of the optimum only by a file in the working directory."""
    before = os.getcwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            objective._best_parameter("print")
            return float(objective(numpy.loadtxt("._bbob_problem_best_parameter.txt")))
        finally:
            os.chdir(before)
