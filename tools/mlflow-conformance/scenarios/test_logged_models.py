"""Logged models: their life, params, tags, metrics, artifacts and search."""

import mlflow
import pytest
from mlflow.entities import LoggedModelParameter, LoggedModelStatus, Metric
from mlflow.exceptions import MlflowException


def test_life_of_a_model(client, experiment, run_id):
    model = client.create_logged_model(
        experiment_id=experiment, name="model", source_run_id=run_id, tags={"t": "1"}, params={"p": "2"}, model_type="Agent"
    )
    assert model.model_id.startswith("m-") and len(model.model_id) == 34
    assert model.artifact_location == f"mlflow-artifacts:/{experiment}/models/{model.model_id}/artifacts"
    assert (model.experiment_id, model.name, model.source_run_id, model.model_type) == (experiment, "model", run_id, "Agent")
    assert (model.tags, model.params, model.status) == ({"t": "1"}, {"p": "2"}, LoggedModelStatus.PENDING)
    ready = client.finalize_logged_model(model.model_id, LoggedModelStatus.READY)
    assert ready.status == LoggedModelStatus.READY
    assert ready.last_updated_timestamp >= model.creation_timestamp
    assert client.get_logged_model(model.model_id).status == LoggedModelStatus.READY
    client.delete_logged_model(model.model_id)
    with pytest.raises(MlflowException, match="not found") as refusal:
        client.get_logged_model(model.model_id)
    assert refusal.value.error_code == "RESOURCE_DOES_NOT_EXIST"


def test_a_model_without_a_name_gets_one(client, experiment):
    assert client.create_logged_model(experiment_id=experiment).name


@pytest.mark.parametrize("name", ["a/b", "a:b", "a.b", "a%b", 'a"b', "a'b", ""])
def test_hostile_names(rest, experiment, name):
    response = rest("POST", "logged-models", {"experiment_id": experiment, "name": name})
    if name == "":
        assert response.status_code == 200
    else:
        assert response.status_code == 400
        assert "Invalid model name" in response.json()["message"] or "name" in response.json()["message"]


@pytest.mark.parametrize("body, message", [
    ({}, "Missing value for required parameter 'experiment_id'"),
    ({"experiment_id": 5}, "Invalid value 5 for parameter 'experiment_id' supplied"),
    ({"experiment_id": "0", "name": 5}, "Invalid value 5 for parameter 'name' supplied"),
    ({"experiment_id": "0", "params": "x"}, "Invalid value \"x\" for parameter 'params' supplied"),
    ({"experiment_id": "0", "tags": "x"}, "Invalid value \"x\" for parameter 'tags' supplied"),
])
def test_refused_creations(rest, body, message):
    rest.refused("POST", "logged-models", body, message=message)


def test_models_need_a_living_experiment(rest, client, experiment):
    rest.refused("POST", "logged-models", {"experiment_id": "987654321"}, status=404, code="RESOURCE_DOES_NOT_EXIST")
    client.delete_experiment(experiment)
    rest.refused("POST", "logged-models", {"experiment_id": experiment}, message="must be in the 'active' state")


def test_tags_and_params(rest, client, experiment):
    model_id = client.create_logged_model(experiment_id=experiment, params={"p": "1"}).model_id
    client.set_logged_model_tags(model_id, {"a": "1", "b": "2"})
    client.set_logged_model_tags(model_id, {"a": "3"})
    client.delete_logged_model_tag(model_id, "b")
    client.log_model_params(model_id, {"q": "2"})
    model = client.get_logged_model(model_id)
    assert (model.tags, model.params) == ({"a": "3"}, {"p": "1", "q": "2"})
    rest.refused("DELETE", f"logged-models/{model_id}/tags/absent", status=404, code="RESOURCE_DOES_NOT_EXIST")


def test_unknown_models_are_not_found(rest):
    absent = "m-" + "0" * 32
    not_found = {"status": 404, "code": "RESOURCE_DOES_NOT_EXIST", "message": absent}
    rest.refused("GET", f"logged-models/{absent}", **not_found)
    rest.refused("DELETE", f"logged-models/{absent}", **not_found)
    rest.refused("PATCH", f"logged-models/{absent}", {"model_id": absent, "status": 2}, **not_found)
    rest.refused("PATCH", f"logged-models/{absent}/tags", {"tags": [{"key": "k", "value": "v"}]}, **not_found)


def test_metrics_of_a_model(client, experiment):
    model = client.create_logged_model(experiment_id=experiment, name="m")
    run_id = client.create_run(experiment).info.run_id
    client.log_metric(run_id, "acc", 0.5, timestamp=1, step=1, model_id=model.model_id, dataset_name="d", dataset_digest="1")
    client.log_batch(run_id, metrics=[Metric("acc", 0.75, 2, 2, model_id=model.model_id, dataset_name="d", dataset_digest="1", run_id=run_id)])
    metrics = client.get_logged_model(model.model_id).metrics
    assert [(m.key, m.value, m.step, m.dataset_name, m.dataset_digest, m.run_id) for m in metrics] in (
        [("acc", 0.75, 2, "d", "1", run_id)],
        [("acc", 0.5, 1, "d", "1", run_id), ("acc", 0.75, 2, "d", "1", run_id)],
        [("acc", 0.75, 2, "d", "1", run_id), ("acc", 0.5, 1, "d", "1", run_id)],
    )
    assert client.get_run(run_id).data.metrics == {"acc": 0.75}


def test_search(client, experiment):
    made = []
    for number in range(3):
        model = client.create_logged_model(
            experiment_id=experiment, name=f"model-{number}", params={"lr": str(number)}, tags={"even": str(number % 2 == 0)}, model_type="A" if number else "B"
        )
        client.finalize_logged_model(model.model_id, LoggedModelStatus.READY if number else LoggedModelStatus.FAILED)
        run_id = client.create_run(experiment).info.run_id
        client.log_metric(run_id, "acc", number / 10, model_id=model.model_id, dataset_name=f"d{number}", dataset_digest="1")
        made.append(model.model_id)

    def found(text=None, **options):
        page = client.search_logged_models([experiment], filter_string=text, **options)
        return "".join(str(made.index(m.model_id)) for m in page)

    assert found() == "210"
    assert found("name = 'model-1'") == "1"
    assert found("name LIKE 'model%' AND model_type = 'A'") == "21"
    assert found("params.lr = '0'") == "0"
    assert found("tags.even = 'True'") == "20"
    assert found("metrics.acc > 0.05") == "21"
    assert found(f"model_id = '{made[1]}'") == "1"
    assert found("creation_timestamp > 0") == "210"
    assert found("metrics.acc >= 0", datasets=[{"dataset_name": "d1", "dataset_digest": "1"}]) == "1"
    assert found("metrics.acc >= 0", datasets=[{"dataset_name": "d1", "dataset_digest": "other"}]) == ""
    assert found(order_by=[{"field_name": "metrics.acc", "ascending": True}]) == "012"
    assert found(order_by=[{"field_name": "metrics.acc", "ascending": False}]) == "210"
    assert found(order_by=[{"field_name": "name", "ascending": True}]) == "012"
    first = client.search_logged_models([experiment], max_results=2)
    rest_of_it = client.search_logged_models([experiment], max_results=2, page_token=first.token)
    assert [m.model_id for m in list(first) + list(rest_of_it)] == made[::-1]
    assert not rest_of_it.token
    frame = mlflow.search_logged_models([experiment], filter_string="metrics.acc > 0.05")
    assert set(frame["model_id"]) == set(made[1:])


@pytest.mark.parametrize("body", [
    {"experiment_ids": "0"}, {"experiment_ids": [5]}, {"filter": "nothing"}, {"filter": "nothing.x = 'y'"}, {"filter": "params.x > 'y'"},
    pytest.param({"filter": "metrics.x = 'y'"}, marks=pytest.mark.slipway), {"order_by": [{"field_name": "nothing"}]}, {"order_by": [{}]}, pytest.param({"page_token": "nonsense"}, marks=pytest.mark.slipway),
    {"filter": "name = 'x' OR name = 'y'"},
])
def test_refused_searches(rest, body):
    rest.refused("POST", "logged-models/search", {"experiment_ids": ["0"], **body})


@pytest.mark.slipway
def test_search_by_status(client, experiment):
    models = [client.create_logged_model(experiment_id=experiment) for _ in range(2)]
    client.finalize_logged_model(models[0].model_id, LoggedModelStatus.READY)
    assert [m.model_id for m in client.search_logged_models([experiment], "attributes.status = 'READY'")] == [models[0].model_id]
    assert [m.model_id for m in client.search_logged_models([experiment], "status != 'READY'")] == [models[1].model_id]


def test_artifacts_of_a_model(rest, client, experiment, tmp_path):
    model = client.create_logged_model(experiment_id=experiment, name="m")
    (tmp_path / "dir").mkdir()
    (tmp_path / "dir" / "x.txt").write_text("content")
    client.log_model_artifacts(model.model_id, str(tmp_path))
    client.log_model_artifact(model.model_id, str(tmp_path / "dir" / "x.txt"))
    assert [(f.path, f.is_dir) for f in client.list_logged_model_artifacts(model.model_id)] == [("dir", True), ("x.txt", False)]
    listed = rest.ok("GET", f"logged-models/{model.model_id}/artifacts/directories", params={"artifact_directory_path": "dir"})
    assert listed["files"] == [{"path": "dir/x.txt", "is_dir": False, "file_size": 7}]
    assert listed["root_uri"] == model.artifact_location
    rest.refused("GET", f"logged-models/{model.model_id}/artifacts/directories", params={"artifact_directory_path": "../x"}, message="Invalid path")


def test_an_external_model(client, experiment, unique):
    mlflow.set_experiment(experiment_id=experiment)
    model = mlflow.create_external_model(name=unique(), params={"a": "b"})
    assert model.status == LoggedModelStatus.READY
    assert mlflow.get_logged_model(model.model_id).tags["mlflow.model.isExternal"] == "true"
