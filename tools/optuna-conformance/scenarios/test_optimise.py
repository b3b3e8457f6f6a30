"""What users of Optuna do with a storage that several processes share."""

import multiprocessing
from concurrent.futures import ThreadPoolExecutor

import optuna
import pytest
from conftest import proxy
from optuna.trial import TrialState


def loss(trial):
    x = trial.suggest_float("x", -5, 5)
    n = trial.suggest_int("n", 1, 64, log=True)
    kind = trial.suggest_categorical("kind", ["a", "b", None])
    return x**2 + n + (0 if kind == "b" else 1)


def work(name, trials):
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    optuna.load_study(study_name=name, storage=proxy()).optimize(loss, n_trials=trials)


def numbers(study):
    return [trial.number for trial in study.trials]


def test_studies_are_made_found_and_deleted(storage):
    study = optuna.create_study(storage=storage, study_name="a / é \U0001f600", direction="maximize")
    study.set_user_attr("data", {"rows": [1, float("inf")]})
    study.set_metric_names(["accuracy"])
    again = optuna.load_study(study_name="a / é \U0001f600", storage=proxy())
    assert again.direction == optuna.study.StudyDirection.MAXIMIZE
    assert again.user_attrs == {"data": {"rows": [1, float("inf")]}}
    assert again.metric_names == ["accuracy"]
    with pytest.raises(optuna.exceptions.DuplicatedStudyError):
        optuna.create_study(storage=storage, study_name="a / é \U0001f600")
    assert optuna.get_all_study_names(storage) == ["a / é \U0001f600"]
    optuna.delete_study(study_name="a / é \U0001f600", storage=storage)
    assert optuna.get_all_study_names(storage) == []
    with pytest.raises(KeyError):
        optuna.load_study(study_name="a / é \U0001f600", storage=storage)


def test_four_threads_optimise_with_tpe(storage):
    study = optuna.create_study(storage=storage, sampler=optuna.samplers.TPESampler(seed=1))
    study.optimize(loss, n_trials=40, n_jobs=4)
    assert numbers(study) == list(range(40))
    assert all(trial.state == TrialState.COMPLETE for trial in study.trials)
    assert study.best_value == min(trial.value for trial in study.trials)
    assert study.best_trial.params.keys() == {"x", "n", "kind"}


def test_several_processes_share_a_study_and_its_waiting_trials(storage):
    study = optuna.create_study(storage=storage, study_name="shared")
    for x in range(8):
        study.enqueue_trial({"x": x / 2})
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=work, args=("shared", 8)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0] * 4
    assert numbers(study) == list(range(32))
    assert [trial.params["x"] for trial in study.trials[:8]] == [x / 2 for x in range(8)]
    assert all(trial.state == TrialState.COMPLETE for trial in study.trials)


def test_of_many_that_want_a_waiting_trial_one_gets_it(storage):
    study = optuna.create_study(storage=storage)
    study.enqueue_trial({"x": 1})
    (trial,) = study.trials
    clients = [proxy() for _ in range(8)]
    begin = lambda client: client.set_trial_state_values(trial._trial_id, TrialState.RUNNING)
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(begin, clients))
    assert sorted(got) == [False] * 7 + [True]


def test_trials_are_pruned_with_their_curves(storage):
    study = optuna.create_study(storage=storage, pruner=optuna.pruners.ThresholdPruner(upper=5))

    def objective(trial):
        for step in range(10):
            trial.report(step * trial.number, step)
            if trial.should_prune():
                raise optuna.TrialPruned()
        return 1.0

    study.optimize(objective, n_trials=3)
    assert [trial.state for trial in study.trials] == [TrialState.COMPLETE] + [TrialState.PRUNED] * 2
    assert study.trials[2].intermediate_values == {0: 0, 1: 2, 2: 4, 3: 6}
    assert study.trials[2].value == 6


def test_failed_trials_are_kept_and_retried(storage):
    study = optuna.create_study(storage=storage)

    def objective(trial):
        x = trial.suggest_float("x", 0, 1)
        if trial.number < 2:
            raise ValueError("no luck")
        return x

    def retry(study, trial):
        if trial.state == TrialState.FAIL and len(study.trials) < 6:
            study.enqueue_trial(trial.params, user_attrs={"retry_of": trial.number})

    study.optimize(objective, n_trials=4, catch=(ValueError,), callbacks=[retry])
    assert [trial.state for trial in study.trials[:2]] == [TrialState.FAIL] * 2
    retried = [trial for trial in study.trials if "retry_of" in trial.user_attrs]
    assert [trial.params["x"] for trial in retried] == [study.trials[0].params["x"]] * 2


def test_several_objectives_have_a_front(storage):
    study = optuna.create_study(storage=storage, directions=["minimize", "maximize"])
    study.optimize(lambda t: (t.suggest_float("x", 0, 1), t.suggest_float("y", 0, 1)), n_trials=30)
    assert study.directions == [optuna.study.StudyDirection.MINIMIZE, optuna.study.StudyDirection.MAXIMIZE]
    assert 1 <= len(study.best_trials) <= 30
    with pytest.raises(RuntimeError):
        study.best_trial


def test_studies_are_copied_between_storages(storage):
    memory = optuna.storages.InMemoryStorage()
    source = optuna.create_study(storage=memory, study_name="source")
    source.optimize(loss, n_trials=10)
    source.set_user_attr("owner", "me")
    optuna.copy_study(from_study_name="source", from_storage=memory, to_storage=storage)
    back = optuna.storages.InMemoryStorage()
    optuna.copy_study(from_study_name="source", from_storage=storage, to_storage=back)
    for place in (storage, back):
        copy = optuna.load_study(study_name="source", storage=place)
        assert copy.user_attrs == {"owner": "me"}
        for one, other in zip(copy.trials, source.trials, strict=True):
            one._trial_id = other._trial_id
            assert one == other


def test_a_parameter_keeps_its_kind_in_a_study_as_in_optunas_databases(storage):
    kinds = optuna.distributions.FloatDistribution(0, 1), optuna.distributions.IntDistribution(0, 1)
    made = optuna.trial.create_trial(value=1.0, params={"x": 0.5}, distributions={"x": kinds[0]})
    for place in (storage, "sqlite:///:memory:"):
        study = optuna.create_study(storage=place)
        study.add_trial(made)
        with pytest.raises(ValueError):
            study.ask({"x": kinds[1]})
        assert study.ask({"x": kinds[0]}).number == 2


def test_ask_and_tell(storage):
    study = optuna.create_study(storage=storage)
    trial = study.ask({"x": optuna.distributions.FloatDistribution(0, 1)})
    study.tell(trial, trial.params["x"])
    assert study.tell(trial.number, 9.0, skip_if_finished=True).value == trial.params["x"]
    with pytest.raises(ValueError):
        study.tell(trial, 1.0)
