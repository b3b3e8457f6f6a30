"""Optuna's own tests of storages, as they come with the package."""

import optuna
import pytest
from optuna.storages._grpc.auto_generated import api_pb2
from optuna.testing.pytest_storages import StorageTestCase


class TestSlipway(StorageTestCase):
    @pytest.mark.parametrize("param_names", [["a", "b"], ["b", "a"]])
    def test_get_all_trials_params_order(self, storage, param_names):
        """Optuna's client takes parameters in the order of a map of protobuf, which of two orders keeps one, with its
        own server as well. What it makes of the order that Slipway sends is all that can be asked for."""
        study_id = storage.create_new_study([optuna.study.StudyDirection.MINIMIZE])
        trial_id = storage.create_new_trial(study_id)
        message = api_pb2.Trial()
        for name in param_names:
            storage.set_trial_param(
                trial_id, name, 1.0, optuna.distributions.FloatDistribution(0.0, 2.0)
            )
            message.params[name] = 1.0
        sent = storage._stub.GetTrial(api_pb2.GetTrialRequest(trial_id=trial_id)).trial
        assert sorted(sent.params) == sorted(message.params)
