"""Optimises while its storage is killed again and again: PORT. Says `told N` of each trial whose result was taken."""

import sys
import time

import grpc
import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)
storage = optuna.storages.GrpcStorageProxy(host="localhost", port=int(sys.argv[1]))
told = {}


def patiently(call):
    """Optuna leaves a storage that is away to its caller: this one asks again."""
    for _ in range(600):
        try:
            return call()
        except grpc.RpcError as error:
            if error.code() != grpc.StatusCode.UNAVAILABLE:
                raise
            time.sleep(0.1)
    sys.exit("the storage did not come back")


study = patiently(
    lambda: optuna.create_study(storage=storage, study_name="crashes", load_if_exists=True)
)


def one():
    trial = study.ask()
    value = trial.suggest_float("x", -5, 5) ** 2
    study.tell(trial, value)
    told[trial.number] = value


while len(told) < 60:
    before = set(told)
    patiently(one)
    for number in set(told) - before:
        print("told", number, flush=True)

trials = {trial.number: trial for trial in patiently(lambda: study.get_trials())}
assert sorted(trials) == list(range(len(trials))), "the numbers have gaps"
for number, value in told.items():
    assert trials[number].value == value, f"trial {number} is lost"
print("every told trial is there")
