"""Functions that are run with trials, by threads."""

import threading
import unittest

from settings import loss_of, new_study

import slipway


class Optimize(unittest.TestCase):
    def test_runs_each_trial_once_by_several_workers(self):
        study = new_study(trials=24)
        ran = []
        together = threading.Barrier(4)

        def run(trial):
            if trial.id < 4:
                together.wait(60)
            ran.append(trial.id)
            return loss_of(trial)

        best = study.optimize(run, workers=4)
        self.assertEqual(sorted(ran), list(range(24)))
        self.assertEqual(best, study.best)

    def test_runs_no_more_than_it_was_asked_for(self):
        study = new_study()
        study.optimize(loss_of, workers=2, count=5)
        self.assertEqual(study.show()["counts"]["complete"], 5)

    def test_prunes_and_fails_trials_and_raises_what_it_was_not_told_to_catch(self):
        def run(trial):
            if trial.id == 0:
                trial.report(1, 0.5)
                raise slipway.TrialPruned
            if trial.id == 1:
                raise ZeroDivisionError
            if trial.id == 2:
                raise KeyError("no")
            return 1

        study = new_study()
        with self.assertRaises(KeyError):
            study.optimize(run, catch=(ZeroDivisionError,))
        trials = list(study.history())
        self.assertEqual([trial.state for trial in trials], ["pruned", "failed", "failed"])
        self.assertEqual(trials[0].value, 0.5)

    def test_ends_all_workers_when_one_of_them_fails(self):
        study = new_study(trials=1000)

        def run(trial):
            if trial.id == 5:
                raise RuntimeError("broken")
            return 1

        with self.assertRaisesRegex(RuntimeError, "broken"):
            study.optimize(run, workers=3)
        self.assertLess(study.show()["counts"]["complete"], 100)


if __name__ == "__main__":
    unittest.main()
