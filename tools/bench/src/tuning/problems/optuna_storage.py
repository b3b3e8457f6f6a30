"""Asks and tells as fast as Optuna's storage can: URL SAMPLER PROCESSES THREADS SECONDS; says how many trials ended."""

import json
import multiprocessing
import os
import random
import resource
import sys
import threading
import time
from typing import Any

import optuna

SAMPLERS = {"random": optuna.samplers.RandomSampler, "tpe": optuna.samplers.TPESampler}


def work(url: str, name: str, sampler: str, threads: int, seconds: float, ready: Any, counts: Any) -> None:
    storage = optuna.storages.RDBStorage(url, engine_kwargs={"pool_size": threads, "max_overflow": 2})
    study = optuna.load_study(study_name=name, storage=storage, sampler=SAMPLERS[sampler]())
    done = [0] * threads
    # Nobody begins before all are connected.
    ready.wait()
    start = time.time()

    def loop(thread: int) -> None:
        while time.time() < start + seconds:
            trial = study.ask()
            for index in range(8):
                trial.suggest_float(f"x{index}", 0, 1)
            trial.suggest_int("layers", 1, 8)
            trial.suggest_categorical("model", ["linear", "tree", "network"])
            study.tell(trial, random.random())
            done[thread] += 1

    workers = [threading.Thread(target=loop, args=(thread,)) for thread in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    counts.put((sum(done), start, time.time()))


def main(url: str, sampler: str, processes: str, threads: str, seconds: str) -> None:
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    storage = optuna.storages.RDBStorage(url)
    name = f"{sampler}-{processes}-{os.getpid()}"
    optuna.create_study(study_name=name, storage=storage)
    storage.engine.dispose()
    counts: Any = multiprocessing.Queue()
    ready = multiprocessing.Barrier(int(processes))
    workers = [
        multiprocessing.Process(target=work, args=(url, name, sampler, int(threads), float(seconds), ready, counts))
        for _ in range(int(processes))
    ]
    for worker in workers:
        worker.start()
    results = [counts.get() for _ in workers]
    for worker in workers:
        worker.join()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    took = max(end for _, _, end in results) - min(start for _, start, _ in results)
    trials = sum(count for count, _, _ in results)
    print(json.dumps({"trials": trials, "seconds": took, "processor": used.ru_utime + used.ru_stime}))


if __name__ == "__main__":
    main(*sys.argv[1:])
