"""Model versions: their numbers, stages, sources, tags and search."""

import time

import pytest
from mlflow.exceptions import MlflowException

SOURCE = "s3://bucket/model"


@pytest.fixture
def model(client, unique):
    return client.create_registered_model(unique("model")).name


def test_a_new_version(rest, client, model, run_id):
    before = int(time.time() * 1000) - 1000
    client.create_model_version(model, SOURCE, run_id, {"k": "v"}, "http://link", "words")
    version = rest.ok("GET", "model-versions/get", params={"name": model, "version": "1"})["model_version"]
    assert before <= version.pop("creation_timestamp") <= version.pop("last_updated_timestamp")
    assert {key: value for key, value in version.items() if key != "user_id"} == {
        "name": model, "version": "1", "current_stage": "None", "description": "words", "source": SOURCE, "run_id": run_id,
        "status": "READY", "tags": [{"key": "k", "value": "v"}], "run_link": "http://link",
    }


def test_numbers_are_never_used_again(client, model):
    for _ in range(3):
        client.create_model_version(model, SOURCE)
    client.delete_model_version(model, "2")
    assert str(client.create_model_version(model, SOURCE).version) == "4"
    assert sorted(str(v.version) for v in client.search_model_versions(f"name = '{model}'")) == ["1", "3", "4"]


def test_description_and_tags(rest, client, model):
    client.create_model_version(model, SOURCE)
    client.update_model_version(model, "1", "words")
    client.set_model_version_tag(model, "1", "k", "1")
    client.set_model_version_tag(model, "1", "k", "2")
    version = client.get_model_version(model, "1")
    assert (version.description, version.tags) == ("words", {"k": "2"})
    client.delete_model_version_tag(model, "1", "k")
    client.delete_model_version_tag(model, "1", "k")
    assert client.get_model_version(model, "1").tags == {}
    rest.refused("POST", "model-versions/set-tag", {"name": model, "version": "1", "key": "k", "value": "x" * 100_001},
                 message="exceeds the maximum length of 100000")
    rest.refused("POST", "model-versions/set-tag", {"name": model, "version": "1", "value": "x"}, message="Missing value for required parameter 'key'")


def test_stages(client, model):
    for _ in range(3):
        client.create_model_version(model, SOURCE)
    assert client.transition_model_version_stage(model, "1", "production").current_stage == "Production"
    client.transition_model_version_stage(model, "2", "Production", archive_existing_versions=True)
    assert [client.get_model_version(model, str(n)).current_stage for n in (1, 2, 3)] == ["Archived", "Production", "None"]
    client.transition_model_version_stage(model, "3", "Production")
    assert [client.get_model_version(model, str(n)).current_stage for n in (1, 2, 3)] == ["Archived", "Production", "Production"]
    assert client.get_model_version(model, "3").current_stage == "Production"
    with pytest.raises(MlflowException, match="Invalid Model Version stage: Nowhere"):
        client.transition_model_version_stage(model, "1", "Nowhere")
    with pytest.raises(MlflowException, match="archive_existing_versions|stage"):
        client.transition_model_version_stage(model, "1", "Archived", archive_existing_versions=True)


def test_unknown_versions_are_not_found(rest, model):
    not_found = {"status": 404, "code": "RESOURCE_DOES_NOT_EXIST", "message": f"Model Version (name={model}, version=9) not found"}
    at = {"name": model, "version": "9"}
    rest.refused("GET", "model-versions/get", params=at, **not_found)
    rest.refused("GET", "model-versions/get-download-uri", params=at, **not_found)
    rest.refused("PATCH", "model-versions/update", {**at, "description": "x"}, **not_found)
    rest.refused("DELETE", "model-versions/delete", at, **not_found)
    rest.refused("POST", "model-versions/transition-stage", {**at, "stage": "Staging", "archive_existing_versions": False}, **not_found)
    rest.refused("POST", "model-versions/set-tag", {**at, "key": "k", "value": "v"}, **not_found)


@pytest.mark.parametrize("body, message", [
    ({"source": SOURCE}, "Missing value for required parameter 'name'"),
    ({}, "Missing value for required parameter 'source'"),
    ({"source": 5}, "Invalid value 5 for parameter 'source' supplied"),
    ({"source": SOURCE, "run_id": 5}, "Invalid value 5 for parameter 'run_id' supplied"),
    ({"source": SOURCE, "tags": "x"}, "Invalid value \"x\" for parameter 'tags' supplied"),
    ({"source": SOURCE, "run_link": 5}, "Invalid value 5 for parameter 'run_link' supplied"),
    ({"source": SOURCE, "description": 5}, "Invalid value 5 for parameter 'description' supplied"),
])
def test_refused_creations(rest, model, body, message):
    rest.refused("POST", "model-versions/create", {**({} if "'name'" in message else {"name": model}), **body}, message=message)


def test_a_version_is_an_integer(rest, model):
    for version in ("x", "1.5", "-", "one"):
        rest.refused("GET", "model-versions/get", params={"name": model, "version": version},
                     message=f"Parameter 'version' must be an integer, got '{version}'.")


@pytest.mark.parametrize("source", [
    "s3://bucket/model", "gs://bucket/model", "dbfs:/path", "wasbs://c@a.blob.core.windows.net/x", "s3a://bucket/a/b",
])
def test_sources_that_need_no_run(rest, client, model, source):
    client.create_model_version(model, source)
    assert client.get_model_version(model, "1").source == source


@pytest.mark.parametrize("source", ["hdfs://host/path", "https://host/path/model", "abfss://c@a/x", "ftp://host/x", "sftp://h/x"])
def test_sources_on_other_hosts_are_refused(rest, model, source):
    scheme = source.split(":")[0]
    rest.refused("POST", "model-versions/create", {"name": model, "source": source}, message=f"'source' cannot use the '{scheme}' scheme")


@pytest.mark.parametrize("source", [
    "/local/path", "file:///local/path", "file:/x", "local/path", "./x", pytest.param("file://hostname/x", marks=pytest.mark.slipway), "file://", "",
    "s3://bucket/../x", "https://host/../../x", "s3:/my_bucket/models/path/../../other/path", "http://host/api/2.0/mlflow-artifacts/artifacts/..%2f..%2f",
    "mlflow-artifacts:/x", "mlflow-artifacts://host:9999/../../../../", "mlflow-artifacts://host/models/..%252f..%252f",
    "http://host:9000/models/artifacts/..%2f..%2f..%2f", "http://host/x%00", "https://host/api/2.0/mlflow-artifacts/artifacts/0/x",
    "runs:/0123/model", "models:/", "models:/m-0123456789", "models://host/x/1",
])
def test_sources_that_are_refused(rest, model, source):
    rest.refused("POST", "model-versions/create", {"name": model, "source": source})


def test_sources_within_a_run(rest, client, model, run):
    run_id, root = run.info.run_id, run.info.artifact_uri
    rest.ok("POST", "model-versions/create", {"name": model, "source": f"{root}/model", "run_id": run_id})
    rest.ok("POST", "model-versions/create", {"name": model, "source": f"runs:/{run_id}/model", "run_id": run_id})
    rest.ok("POST", "model-versions/create", {"name": model, "source": "s3://elsewhere/x", "run_id": run_id})
    for source in [f"{root}/../x", "mlflow-artifacts:/0/other/artifacts", f"{root}-other/x", "runs:/0123/x", "/local/path"]:
        rest.refused("POST", "model-versions/create", {"name": model, "source": source, "run_id": run_id})


def test_sources_that_are_logged_models(rest, client, model, experiment):
    logged = client.create_logged_model(experiment_id=experiment, name="m")
    at = {"name": model, "source": f"models:/{logged.model_id}", "model_id": logged.model_id}
    version = rest.ok("POST", "model-versions/create", at)["model_version"]
    assert version["source"] == f"models:/{logged.model_id}"
    rest.ok("POST", "model-versions/create", {**at, "source": logged.artifact_location})
    assert "mlflow.modelVersions" in client.get_logged_model(logged.model_id).tags
    rest.refused("POST", "model-versions/create", {**at, "model_id": "m-0"})


def test_sources_that_are_versions(rest, client, model, run_id, unique):
    client.create_model_version(model, SOURCE, run_id)
    client.set_registered_model_alias(model, "champion", "1")
    other = client.create_registered_model(unique("other")).name
    for source in (f"models:/{model}/1", f"models:/{model}@champion"):
        version = rest.ok("POST", "model-versions/create", {"name": other, "source": source})["model_version"]
        assert (version["source"], version["run_id"]) == (f"models:/{model}/1", run_id)
    assert client.get_model_version_download_uri(other, "1") == SOURCE
    copy = client.copy_model_version(f"models:/{model}/1", other)
    assert copy.source == f"models:/{model}/1"
    rest.refused("POST", "model-versions/create", {"name": other, "source": f"models:/{model}/1", "run_id": "0" * 32})


def test_search(client, model, run_id, unique):
    other = client.create_registered_model(unique("other")).name
    client.create_model_version(model, "s3://a/one", run_id, {"k": "1"})
    client.create_model_version(model, "s3://a/Two", tags={"k": "2"})
    client.create_model_version(other, "s3://b/three", run_id)

    def found(text, **options):
        return [(v.name == model, int(v.version)) for v in client.search_model_versions(text, **options)]

    assert found(f"name = '{model}'") == [(True, 2), (True, 1)]
    assert sorted(found(f"run_id = '{run_id}'")) == [(False, 1), (True, 1)]
    assert sorted(found(f"name IN ('{model}', '{other}')")) == [(False, 1), (True, 1), (True, 2)]
    assert found(f"name = '{model}' AND source_path = 's3://a/one'") == [(True, 1)]
    assert found(f"name = '{model}' AND version_number > 1") == [(True, 2)]
    assert found(f"name = '{model}' AND tags.k = '2'") == [(True, 2)]
    assert found(f"name = '{model}' AND tags.`k` != '2'") == [(True, 1)]
    assert found(f"name LIKE '{model[:-1]}%' AND run_id = '{run_id}'") == [(True, 1)]
    assert found(f"name = '{model}'", order_by=["version_number ASC"]) == [(True, 1), (True, 2)]
    assert found(f"name = '{model}'", order_by=["creation_timestamp ASC"]) == [(True, 1), (True, 2)]
    page = client.search_model_versions(f"name = '{model}'", max_results=1)
    assert [int(v.version) for v in page] == [2]
    assert [int(v.version) for v in client.search_model_versions(f"name = '{model}'", max_results=1, page_token=page.token)] == [1]


@pytest.mark.parametrize("params", [
    {"filter": "nothing = 'x'"}, {"filter": "name > 'x'"}, {"filter": "version_number = 'x'"}, {"filter": "name = 'x' OR name = 'y'"},
    {"max_results": 200001}, {"page_token": "nonsense"}, {"order_by": ["nothing"]}, {"filter": "metrics.x > 1"},
])
def test_refused_searches(rest, params):
    rest.refused("GET", "model-versions/search", params=params)


def test_the_download_uri(client, model, run):
    client.create_model_version(model, f"{run.info.artifact_uri}/model", run.info.run_id)
    assert client.get_model_version_download_uri(model, "1") == f"{run.info.artifact_uri}/model"


def test_the_artifact_of_a_version(rest, client, model, run):
    import requests

    from conftest import URL

    client.log_text(run.info.run_id, "content", "model/MLmodel")
    client.create_model_version(model, f"{run.info.artifact_uri}/model", run.info.run_id)
    got = requests.get(f"{URL}/model-versions/get-artifact", params={"name": model, "version": "1", "path": "MLmodel"}, timeout=5)
    assert (got.status_code, got.text) == (200, "content")
    for path in ("../x", "/etc/passwd", "%2e%2e/x"):
        refused = requests.get(f"{URL}/model-versions/get-artifact", params={"name": model, "version": "1", "path": path}, timeout=5)
        assert refused.status_code == 400, refused.text


def test_models_move_the_time_of_their_last_update(client, model):
    created = client.get_registered_model(model).last_updated_timestamp
    time.sleep(0.005)
    client.create_model_version(model, SOURCE)
    after = client.get_registered_model(model).last_updated_timestamp
    assert after > created
    version = client.get_model_version(model, "1")
    time.sleep(0.005)
    client.transition_model_version_stage(model, "1", "Staging")
    assert client.get_model_version(model, "1").last_updated_timestamp > version.last_updated_timestamp
    assert client.get_registered_model(model).last_updated_timestamp > after
