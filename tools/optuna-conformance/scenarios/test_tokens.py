"""A client with a token, as docs/how-to/use-optuna-with-slipway.md makes one."""

import os

import grpc
import optuna
import pytest
from conftest import PORT


class WithToken(optuna.storages.GrpcStorageProxy, grpc.UnaryUnaryClientInterceptor):
    token = os.environ["SLIPWAY_TOKEN"]

    def _setup(self):
        super()._setup()
        from optuna.storages._grpc.auto_generated.api_pb2_grpc import StorageServiceStub

        stub = StorageServiceStub(grpc.intercept_channel(self._channel, self))
        self._stub = self._cache.grpc_client = stub

    def intercept_unary_unary(self, call, details, request):
        token = ("authorization", f"Bearer {self.token}")
        return call(details._replace(metadata=[*(details.metadata or []), token]), request)


def test_a_token_is_taken_and_a_wrong_one_refused(storage, monkeypatch):
    client = WithToken(host="localhost", port=PORT)
    study = optuna.create_study(storage=client)
    study.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=3)
    assert len(study.trials) == 3
    monkeypatch.setattr(WithToken, "token", "wrong")
    with pytest.raises(grpc.RpcError) as refused:
        client.get_all_studies()
    assert refused.value.code() == grpc.StatusCode.UNAUTHENTICATED
