"""Plays the problems with Optuna's samplers: SAMPLERS SEEDS TRIALS [PROBLEMS]; a line of JSON for each study.

What was played before is read from the cache, since it depends on Optuna and the problems alone.
"""

import json
import sys
import warnings
from typing import Any

import optuna

import catalogue
from cache import cached
from play import Play
from problem import EDITION, Configuration, Problem, is_active

SAMPLERS = {
    "tpe": lambda seed: optuna.samplers.TPESampler(seed=seed),
    "tpe-univariate": lambda seed: optuna.samplers.TPESampler(seed=seed, multivariate=False),
    "gp": lambda seed: optuna.samplers.GPSampler(seed=seed),
    "random": lambda seed: optuna.samplers.RandomSampler(seed=seed),
}


def suggest(trial: optuna.Trial, parameters: list[dict[str, Any]]) -> Configuration:
    """Asks for a configuration; a list with an order is a range of places in it."""
    chosen: dict[str, Any] = {}
    for parameter in parameters:
        if not is_active(parameter, chosen):
            continue
        name = parameter["name"]
        if parameter["kind"] == "categorical":
            chosen[name] = trial.suggest_categorical(name, parameter["choices"])
        elif parameter["kind"] == "ordinal":
            values = parameter["values"]
            chosen[name] = values[trial.suggest_int(name, 0, len(values) - 1)]
        elif parameter["kind"] == "int":
            chosen[name] = trial.suggest_int(name, parameter["low"], parameter["high"])
        else:
            chosen[name] = trial.suggest_float(name, parameter["low"], parameter["high"])
    return chosen


def gaps_of(sampler: str, problem: Problem, seed: int, trials: int) -> list[float]:
    play = Play(problem, seed)
    study = optuna.create_study(sampler=SAMPLERS[sampler](seed))
    study.optimize(lambda trial: play.observe(suggest(trial, problem.parameters)), n_trials=trials)
    return [float(f"{gap:.6g}") for gap in play.gaps]


def main(samplers: str, seeds: str, trials: str, names: str = "") -> None:
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    warnings.simplefilter("ignore")
    for sampler in samplers.split(","):
        for seed in range(int(seeds)):
            for name in names.split(",") if names else catalogue.NAMES:
                key = f"optuna-{optuna.__version__}/{EDITION}/{sampler}/{trials}/{name}-{seed}"
                gaps = cached(
                    key, lambda: gaps_of(sampler, catalogue.load(name, seed), seed, int(trials))  # noqa: B023
                )
                print(json.dumps({"sampler": sampler, "problem": name, "seed": seed, "gaps": gaps}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
