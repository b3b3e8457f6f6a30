"""Trials of a worker, against the real service."""

import math
import unittest

from settings import SPACE, loses_connections, loss_of, new_study

import slipway


class TheLoopOfAWorker(unittest.TestCase):
    def test_runs_all_trials_and_knows_the_best(self):
        study = new_study()
        told = {}
        for trial in study.trials():
            told[trial.id] = loss_of(trial)
            self.assertTrue(trial.tell(told[trial.id]))
        self.assertEqual(sorted(told), list(range(10)))
        self.assertEqual(study.state, "ended")
        self.assertEqual(study.best.value, min(told.values()))
        self.assertEqual([trial.value for trial in study.history(order="best")], sorted(told.values()))

    def test_prunes_a_trial_that_was_told_to_stop_and_is_left_untold(self):
        study = new_study(early_stopping={"rule": "threshold", "options": {"upper": 5}})
        for trial in study.trials():
            for step in range(3):
                if trial.report(step, 9 if trial.id == 4 else 1):
                    self.assertEqual((trial.id, step), (4, 0))
                    break
            else:
                trial.tell(1)
        states = [trial.state for trial in study.history()]
        self.assertEqual(states, ["complete"] * 4 + ["pruned"] + ["complete"] * 5)

    def test_fails_a_trial_that_is_left_untold(self):
        study = new_study(trials=2)
        for trial in study.trials():
            if trial.id == 1:
                trial.tell(1)
        self.assertEqual([trial.state for trial in study.history()], ["failed", "complete"])

    def test_ends_after_as_many_as_it_was_asked_for(self):
        study = new_study()
        for trial in study.trials(3):
            trial.tell(1)
        self.assertEqual(study.show()["counts"]["complete"], 3)

    def test_gets_its_trial_back_after_a_crash(self):
        study = new_study()
        for trial in study.trials():
            crashed = trial
            break
        again = next(study.trials())
        self.assertEqual((again.id, again.parameters), (crashed.id, crashed.parameters))

    def test_goes_on_from_the_state_of_the_parent_where_a_population_is_trained(self):
        study = new_study(sampler="pbt", population={"size": 4, "interval": 5}, trials=16)
        states, parents = {}, {}
        for trial in study.trials():
            weights, trained = (-4.0, 0) if trial.parent is None else states[trial.parent]
            self.assertEqual(trial.steps, range(trained, trained + 5))
            for _ in trial.steps:
                weights += 0.1 * (trial["x"] - weights)
            states[trial.id], parents[trial.id] = (weights, trial.steps.stop), trial.parent
            trial.tell(abs(weights - 2))
        self.assertEqual([trial.parent for trial in study.history()], [parents[id] for id in range(16)])
        self.assertEqual([parents[id] for id in range(4)], [None] * 4)
        self.assertEqual({trained for _, trained in states.values()}, {5, 10, 15, 20})

    def test_counts_the_first_result_of_a_trial(self):
        study = new_study()
        trial = next(study.trials())
        late = next(study.trials())
        self.assertEqual(trial.id, late.id)
        self.assertTrue(trial.tell(1))
        self.assertFalse(late.tell(2))
        self.assertTrue(late.is_lost)
        self.assertEqual(study.best.value, 1)

    def test_does_not_tell_of_a_trial_that_it_has_lost(self):
        study = new_study()
        trials = study.trials()
        trial = next(trials)
        next(study.trials()).tell(3)
        self.assertTrue(trial.report(1, 0.5))
        self.assertTrue(trial.is_lost)
        self.assertEqual(next(trials).id, 1)
        self.assertEqual([each.state for each in study.history(state="complete")], ["complete"])


class Results(unittest.TestCase):
    def test_are_told_by_the_names_of_the_metrics(self):
        study = new_study(
            minimize=["loss", "seconds"],
            maximize="accuracy",
            outcome_constraints=[{"metric": "latency", "max": 20}, {"metric": "bias"}],
        )
        trials = study.trials()
        result = {"bias": -1, "accuracy": 0.5, "seconds": 2, "loss": 1, "latency": 25}
        next(trials).tell(result)
        next(trials).tell({**result, "latency": 5}, cost=2.5)
        next(trials).tell([1, 2, 0.25], constraints=[0, 0])
        first, second, third = study.history(state="complete")
        self.assertEqual((first.values, first.constraints, first.feasible), ([1, 2, 0.5], [25, -1], False))
        self.assertEqual((second.feasible, second.cost), (True, 2.5))
        self.assertEqual((third.values, third.feasible), ([1, 2, 0.25], True))
        self.assertEqual([trial.id for trial in study.best_trials], [1])
        with self.assertRaisesRegex(slipway.InvalidInputError, "the study has no metric los: it has loss"):
            next(trials).tell({"los": 1})

    def test_of_no_finite_number_are_failures(self):
        study = new_study(trials=3)
        for trial, value in zip(study.trials(), (math.nan, math.inf, -math.inf)):
            self.assertTrue(trial.tell(value))
        self.assertEqual({trial.state for trial in study.history()}, {"failed"})

    def test_of_types_of_other_libraries_are_numbers(self):
        class Scalar:
            def __float__(self):
                return 0.25

        study = new_study(trials=1)
        next(study.trials()).tell(Scalar())
        self.assertEqual(study.best.value, 0.25)

    def test_that_do_not_fit_are_refused_by_the_service(self):
        trial = next(new_study().trials())
        with self.assertRaisesRegex(slipway.InvalidInputError, "needs 1 value") as caught:
            trial.tell([1, 2])
        self.assertEqual(caught.exception.status, 400)
        self.assertTrue(caught.exception.request_id)


class AStudy(unittest.TestCase):
    def test_is_begun_once_and_had_again(self):
        study = new_study()
        again = slipway.Study(study.name, parameters=SPACE, minimize="loss", trials=10, sampler="random")
        self.assertEqual(again.show(), study.show())
        self.assertEqual(slipway.Study(study.name).show(), study.show())
        with self.assertRaises(slipway.ConflictError):
            slipway.Study(study.name, parameters=SPACE, minimize="loss", trials=11, sampler="random")

    def test_has_parameters_of_all_kinds(self):
        space = [
            slipway.Categorical("model", ["svm", "tree", 3]),
            slipway.Float("c", 1e-3, 10, log=True, when={"parameter": "model", "in": ["svm"]}),
            slipway.Int("depth", 2, 12, step=2, when={"parameter": "model", "in": ["tree"]}),
            slipway.Ordinal("size", [1, 8, 64]),
            slipway.Float("share", 0, 1, step=0.25),
            slipway.Fixed("kept", True),
        ]
        study = new_study(parameters=space, spec={"handOuts": 5})
        self.assertEqual(study.show()["spec"]["handOuts"], 5)
        for trial in study.trials():
            model = trial["model"]
            self.assertEqual("c" in trial.parameters, model == "svm")
            self.assertEqual(trial.parameters.get("depth", 2) % 2, 0)
            self.assertIn(trial["size"], (1, 8, 64))
            self.assertIs(trial["kept"], True)
            trial.tell(1)

    @unittest.skipIf(loses_connections, "what may be added twice is sent once")
    def test_runs_what_is_enqueued_first(self):
        study = new_study()
        self.assertEqual(study.enqueue({"x": 1}, {"x": -1.5}), [0, 1])
        trials = study.trials()
        for expected in (1, -1.5):
            trial = next(trials)
            self.assertEqual(trial["x"], expected)
            trial.tell(0)

    def test_is_paused_resumed_and_extended(self):
        study = new_study(trials=2)
        study.pause()
        self.assertEqual(study.state, "paused")
        study.resume()
        for trial in study.trials():
            trial.tell(1)
        study.extend(trials=3)
        self.assertEqual([trial.id for trial in study.trials(1)], [2])

    def test_says_which_parameters_matter(self):
        study = new_study(parameters=[*SPACE, slipway.Float("y", 0, 1)], trials=60)
        for trial in study.trials():
            trial.tell(loss_of(trial))
        importance = study.importance()
        self.assertEqual(list(importance), ["x", "y"])
        self.assertGreater(importance["x"], 0.8)

    def test_is_not_found_or_not_allowed(self):
        with self.assertRaises(slipway.NotFoundError):
            slipway.Study("nowhere")
        with self.assertRaises(slipway.UnauthenticatedError):
            slipway.Study("nowhere", token="wrong")
        with self.assertRaises(slipway.ForbiddenError):
            slipway.Study("nowhere", team="speech")


if __name__ == "__main__":
    unittest.main()
