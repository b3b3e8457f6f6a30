"""Plays the learning-curve problems with Optuna's pruners: SAMPLER PRUNER SEEDS EPOCHS; a line of JSON for each study.

A line has the gap after each 81 epochs, in all trials together.
"""

import json
import sys
import warnings
from statistics import median

import optuna

import curves
from optuna_quality import SAMPLERS, suggest

PRUNERS = {
    "hyperband": lambda: optuna.pruners.HyperbandPruner(min_resource=1, max_resource=curves.EPOCHS, reduction_factor=3),
    "median": optuna.pruners.MedianPruner,
    "none": optuna.pruners.NopPruner,
}


def gaps_of(name: str, sampler: str, pruner: str, seed: int, epochs: int) -> list[float]:
    parameters, table = curves.load(name)
    lows = {key: min(curve) for key, curve in table.items()}
    optimum, middle = min(lows.values()), median(lows.values())
    study = optuna.create_study(sampler=SAMPLERS[sampler](seed), pruner=PRUNERS[pruner]())
    spent, lowest, gaps = 0, float("inf"), []
    while spent < epochs:
        trial = study.ask()
        curve = table[curves.key_of(parameters, suggest(trial, parameters))]
        state, last = optuna.trial.TrialState.COMPLETE, None
        for epoch, loss in enumerate(curve, start=1):
            trial.report(loss, epoch)
            spent, last, lowest = spent + 1, loss, min(lowest, loss)
            if spent % curves.EPOCHS == 0:
                gaps.append((lowest - optimum) / (middle - optimum))
            if epoch < curves.EPOCHS and trial.should_prune():
                state = optuna.trial.TrialState.PRUNED
                break
        if state == optuna.trial.TrialState.PRUNED:
            study.tell(trial, state=state)
        else:
            study.tell(trial, last)
    return gaps[: epochs // curves.EPOCHS]


def main(sampler: str, pruner: str, seeds: str, epochs: str) -> None:
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    warnings.simplefilter("ignore")
    for name in curves.NAMES:
        for seed in range(int(seeds)):
            gaps = gaps_of(name, sampler, pruner, seed, int(epochs))
            print(json.dumps({"problem": name, "seed": seed, "gaps": gaps}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
