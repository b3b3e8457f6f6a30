"""What every scenario stands on: a client of the server at MLFLOW_TRACKING_URI, and plain requests to it.

The server is shared, so each scenario names its things by `unique`. What MLflow's own server does must pass there too;
what only Slipway promises is marked `slipway`.
"""

import os
import uuid

import mlflow
import pytest
import requests
from mlflow import MlflowClient

URL = os.environ["MLFLOW_TRACKING_URI"]


def pytest_configure(config):
    config.addinivalue_line("markers", "slipway: promised by Slipway alone")


def pytest_collection_modifyitems(config, items):
    if os.environ.get("PEER") != "mlflow":
        return
    for item in items:
        if item.get_closest_marker("slipway"):
            item.add_marker(pytest.mark.skip(reason="promised by Slipway alone"))


class Rest:
    """Requests as any HTTP client makes them: every answer is shown, none is retried."""

    def __init__(self):
        self.session = requests.Session()

    def __call__(self, method, path, json=None, params=None, root="/api/2.0/mlflow", **options):
        return self.session.request(
            method, f"{URL}{root}/{path}", json=json, params=params, timeout=30, **options
        )

    def ok(self, *args, **options):
        response = self(*args, **options)
        assert response.status_code == 200, f"{args}: {response.status_code} {response.text}"
        return response.json()

    def refused(self, *args, status=400, code="INVALID_PARAMETER_VALUE", message="", **options):
        response = self(*args, **options)
        assert response.status_code == status, f"{args}: {response.status_code} {response.text}"
        body = response.json()
        assert body["error_code"] == code, body
        assert message in body["message"], body
        return body["message"]


@pytest.fixture(scope="session")
def rest():
    return Rest()


@pytest.fixture
def client():
    mlflow.set_tracking_uri(URL)
    return MlflowClient(URL)


@pytest.fixture
def unique():
    """Makes a name that nobody else has."""
    return lambda name="thing": f"{name}-{uuid.uuid4().hex[:12]}"


@pytest.fixture
def experiment(client, unique):
    return client.create_experiment(unique("experiment"))


@pytest.fixture
def run(client, experiment):
    """A running run."""
    return client.create_run(experiment)


@pytest.fixture
def run_id(run):
    return run.info.run_id


@pytest.fixture(autouse=True)
def no_run_is_left_active():
    yield
    while mlflow.active_run():
        mlflow.end_run()
