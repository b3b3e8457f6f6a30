"""The same calls, drawn from a seed, to Optuna's own storage and to Slipway, with the same answers."""

import random

import optuna
import pytest
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.study import StudyDirection
from optuna.trial import TrialState, create_trial

DISTRIBUTIONS = [
    FloatDistribution(0, 1),
    FloatDistribution(0, 2, step=0.5),
    FloatDistribution(1, 100, log=True),
    IntDistribution(1, 9),
    CategoricalDistribution(["a", None, 1.5]),
    CategoricalDistribution([None, "a"]),
]
VALUES = [0.0, -1.5, 3.25, float("inf"), -float("inf"), float("nan"), 1e300, 5e-324]
ATTRIBUTES = [1, "é \U0001f600", None, {"a": [1, {"b": float("nan")}]}, [], True, "x" * 3000]


class Pair:
    """Both storages, with the ids that each has for the same thing. Ids that were never given are the same to both."""

    def __init__(self, ours):
        self.both = (optuna.storages.InMemoryStorage(), ours)
        self.studies, self.trials = [(10**8, 10**8)], [(10**9, 10**9)]

    def answers(self, name, *arguments):
        answers = []
        for side, storage in enumerate(self.both):
            try:
                plain = [a[side] if isinstance(a, tuple) else a for a in arguments]
                answers.append(getattr(storage, name)(*plain))
            except Exception as error:
                answers.append(type(error))
        return tuple(answers)

    def made(self, kind, *call):
        answers = self.answers(*call)
        if any(isinstance(answer, type) for answer in answers):
            assert answers[0] == answers[1], call
        else:
            kind.append(answers)

    def same(self, *call):
        one, other = (plain(answer) for answer in self.answers(*call))
        assert one == other, call


def plain(answer):
    """What of an answer is the same on both sides: neither ids nor the time of day."""
    if isinstance(answer, list):
        return [plain(item) for item in answer]
    if isinstance(answer, optuna.trial.FrozenTrial):
        started, completed = answer.datetime_start is None, answer.datetime_complete is None
        fields = ("number", "state", "values", "distributions", "user_attrs", "system_attrs")
        kept = {field: getattr(answer, field) for field in fields}
        kept.update(params=answer.params, curve=answer.intermediate_values)
        return repr(([ordered(value) for value in kept.values()], started, completed))
    if isinstance(answer, optuna.study._frozen.FrozenStudy):
        attributes = ordered(answer.user_attrs), ordered(answer.system_attrs)
        return repr((answer.study_name, answer._directions, attributes))
    return repr(ordered(answer))


def ordered(value):
    """Maps of the protocol have no order."""
    return sorted(value.items()) if isinstance(value, dict) else value


def template(draw):
    """With parameters of its own: Optuna's databases hold later trials to them, and its storage in memory does not."""
    state = draw.choice(list(TrialState))
    choices = [(n, d) for n, d in zip("uvw", draw.sample(DISTRIBUTIONS, 3)) if draw.random() < 0.5]
    distributions = dict(choices)
    params = {n: d.to_external_repr(1.0) for n, d in choices}
    return create_trial(
        state=state,
        values=[draw.choice([0.5, 2.0])] if state == TrialState.COMPLETE else None,
        params=params,
        distributions=distributions,
        user_attrs={"from": draw.choice(ATTRIBUTES)},
        system_attrs={"fixed_params": {"x": 1}},
        intermediate_values={step: draw.choice(VALUES) for step in range(draw.randrange(3))},
    )


def step(draw, pair):
    study, trial = draw.choice(pair.studies[-4:]), draw.choice(pair.trials[-12:])
    key, value = draw.choice(["k", "é", "a:b", ""]), draw.choice(ATTRIBUTES)
    number = draw.randrange(6)
    directions = draw.choices(list(StudyDirection)[1:], k=draw.choice([1, 1, 2]))
    state = draw.choice(list(TrialState))
    # Optuna's storage in memory fails by an assertion of its own for a complete trial without a value.
    is_without = state != TrialState.COMPLETE and draw.random() < 0.3
    values = None if is_without else [draw.choice(VALUES)]
    calls = [
        (1, lambda: pair.made(pair.studies, "create_new_study", directions, f"s{draw.randrange(30)}")),
        (1, lambda: pair.same("delete_study", study)),
        (3, lambda: pair.same("set_study_user_attr", study, key, value)),
        (2, lambda: pair.same("set_study_system_attr", study, key, value)),
        (1, lambda: pair.same("get_study_name_from_id", study)),
        (1, lambda: pair.same("get_study_directions", study)),
        (2, lambda: pair.same("get_study_user_attrs", study)),
        (1, lambda: pair.same("get_study_system_attrs", study)),
        (2, lambda: pair.same("get_all_studies")),
        (8, lambda: pair.made(pair.trials, "create_new_trial", study)),
        (4, lambda: pair.made(pair.trials, "create_new_trial", study, template(draw))),
        (12, lambda: pair.same(
            "set_trial_param", trial, draw.choice("xyz"), 1.0, draw.choice(DISTRIBUTIONS))),
        (8, lambda: pair.same("set_trial_state_values", trial, state, values)),
        (10, lambda: pair.same("set_trial_intermediate_value", trial, number, draw.choice(VALUES))),
        (4, lambda: pair.same("set_trial_user_attr", trial, key, value)),
        (3, lambda: pair.same("set_trial_system_attr", trial, key, value)),
        (6, lambda: pair.same("get_trial", trial)),
        (2, lambda: pair.same("get_trial_number_from_id", trial)),
        (6, lambda: pair.same("get_all_trials", study)),
        (2, lambda: pair.same("get_n_trials", study)),
    ]  # fmt: skip
    weights, actions = zip(*calls)
    draw.choices(actions, weights)[0]()


@pytest.mark.parametrize("seed", range(6))
def test_answers_are_those_of_optunas_own_storage(storage, seed):
    draw, pair = random.Random(seed), Pair(storage)
    for _ in range(500):
        step(draw, pair)
    for study in pair.studies:
        pair.same("get_all_trials", study)
    pair.same("get_all_studies")
