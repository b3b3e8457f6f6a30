"""Experiments: their life, names, tags and search."""

import time

import pytest
from mlflow.entities import ExperimentTag, LifecycleStage, ViewType
from mlflow.exceptions import MlflowException, RestException


def test_an_experiment_lives_is_deleted_and_restored(client, unique):
    name = unique()
    before = int(time.time() * 1000)
    experiment_id = client.create_experiment(name, tags={"a": "1", "b": "2"})
    experiment = client.get_experiment(experiment_id)
    assert experiment.name == name
    assert experiment.artifact_location == f"mlflow-artifacts:/{experiment_id}"
    assert experiment.lifecycle_stage == LifecycleStage.ACTIVE
    assert experiment.tags == {"a": "1", "b": "2"}
    assert before - 1000 <= experiment.creation_time <= int(time.time() * 1000) + 1000
    assert experiment.last_update_time == experiment.creation_time

    client.delete_experiment(experiment_id)
    assert client.get_experiment(experiment_id).lifecycle_stage == LifecycleStage.DELETED
    assert client.get_experiment_by_name(name).lifecycle_stage == LifecycleStage.DELETED
    client.restore_experiment(experiment_id)
    restored = client.get_experiment(experiment_id)
    assert restored.lifecycle_stage == LifecycleStage.ACTIVE
    assert restored.last_update_time >= experiment.last_update_time


def test_deletion_takes_the_runs_along_and_restoration_brings_them_back(client, experiment):
    run_id = client.create_run(experiment).info.run_id
    client.delete_experiment(experiment)
    assert client.get_run(run_id).info.lifecycle_stage == LifecycleStage.DELETED
    client.restore_experiment(experiment)
    assert client.get_run(run_id).info.lifecycle_stage == LifecycleStage.ACTIVE


def test_rename(client, experiment, unique):
    name = unique("renamed")
    client.rename_experiment(experiment, name)
    assert client.get_experiment(experiment).name == name
    assert client.get_experiment_by_name(name).experiment_id == experiment


def test_a_name_is_taken_once(client, unique):
    name = unique()
    client.create_experiment(name)
    with pytest.raises(RestException, match="already exists") as refusal:
        client.create_experiment(name)
    assert refusal.value.error_code == "RESOURCE_ALREADY_EXISTS"
    assert refusal.value.get_http_status_code() == 400


@pytest.mark.slipway
def test_a_rename_of_a_deleted_experiment_or_to_a_taken_name_is_the_callers_fault(rest, client, experiment, unique):
    name = unique()
    client.create_experiment(name)
    rest.refused("POST", "experiments/update", {"experiment_id": experiment, "new_name": name},
                 code="BAD_REQUEST", message=f"Experiment(name={name}) already exists")
    client.delete_experiment(experiment)
    rest.refused("POST", "experiments/update", {"experiment_id": experiment, "new_name": unique()},
                 message="Cannot rename a non-active experiment.")


def test_a_deleted_experiment_keeps_its_name(client, unique):
    name = unique()
    client.delete_experiment(client.create_experiment(name))
    with pytest.raises(MlflowException, match="already exists"):
        client.create_experiment(name)


def test_unknown_experiments_are_not_found(rest, client, unique):
    assert client.get_experiment_by_name(unique()) is None
    rest.refused(
        "GET", "experiments/get-by-name", params={"experiment_name": "absent"},
        status=404, code="RESOURCE_DOES_NOT_EXIST", message="Could not find experiment with name 'absent'",
    )
    for call in ("delete", "restore"):
        rest.refused("POST", f"experiments/{call}", {"experiment_id": "987654321"},
                     status=404, code="RESOURCE_DOES_NOT_EXIST", message="987654321")
    with pytest.raises(MlflowException, match="No Experiment with id=987654321 exists") as refusal:
        client.get_experiment("987654321")
    assert refusal.value.error_code == "RESOURCE_DOES_NOT_EXIST"


@pytest.mark.parametrize("body, message", [
    ({}, "Missing value for required parameter 'name'"),
    ({"name": ""}, "Missing value for required parameter 'name'"),
    ({"name": 123}, "Invalid value 123 for parameter 'name' supplied:  Hint: Value was of type 'int'. See the API docs for more information about request parameters."),
    ({"name": "x", "artifact_location": 5}, "Invalid value 5 for parameter 'artifact_location' supplied"),
    ({"name": "x", "tags": {"a": 1}}, "Invalid value {\"a\":1} for parameter 'tags' supplied"),
    ({"name": "x", "tags": "nothing"}, "Invalid value \"nothing\" for parameter 'tags' supplied"),
    ({"name": "n" * 501}, "exceeds the maximum length of 500"),
])
def test_refused_creations(rest, body, message):
    rest.refused("POST", "experiments/create", body, message=message)


def test_a_location_with_a_fragment_is_refused(rest, unique):
    rest.refused("POST", "experiments/create", {"name": unique(), "artifact_location": "s3://bucket/x#frag"})


def test_the_own_location_is_kept(client, unique):
    experiment = client.get_experiment(client.create_experiment(unique(), artifact_location="s3://bucket/here"))
    assert experiment.artifact_location == "s3://bucket/here"
    run = client.create_run(experiment.experiment_id)
    assert run.info.artifact_uri == f"s3://bucket/here/{run.info.run_id}/artifacts"


def test_tags(rest, client, experiment):
    client.set_experiment_tag(experiment, "colour", "green")
    client.set_experiment_tag(experiment, "colour", "blue")
    client.set_experiment_tag(experiment, "multi", "line\nä✓")
    assert client.get_experiment(experiment).tags == {"colour": "blue", "multi": "line\nä✓"}
    client.delete_experiment_tag(experiment, "colour")
    assert client.get_experiment(experiment).tags == {"multi": "line\nä✓"}
    with pytest.raises(MlflowException, match="No tag with name: colour|colour"):
        client.delete_experiment_tag(experiment, "colour")
    rest.refused("POST", "experiments/set-experiment-tag", {"experiment_id": experiment, "value": "x"},
                 message="Missing value for required parameter 'key'")
    client.delete_experiment(experiment)
    with pytest.raises(MlflowException, match="must be in the 'active' state|active"):
        client.set_experiment_tag(experiment, "colour", "red")


def test_view_types_and_order_of_a_search(client, unique):
    tag = unique("group")
    ids = [client.create_experiment(unique(), tags={"group": tag}) for _ in range(3)]
    client.delete_experiment(ids[1])

    def found(**options):
        return [e.experiment_id for e in client.search_experiments(filter_string=f"tags.group = '{tag}'", **options)]

    assert found() == [ids[2], ids[0]]
    assert found(view_type=ViewType.DELETED_ONLY) == [ids[1]]
    assert found(view_type=ViewType.ALL) == [ids[2], ids[1], ids[0]]
    assert found(view_type=ViewType.ALL, order_by=["creation_time ASC"]) == ids
    assert found(view_type=ViewType.ALL, order_by=["experiment_id"]) == ids


def test_filters_of_a_search(client, unique):
    word = unique("w")
    one = client.create_experiment(f"{word}-One", tags={"k": "V", "other": "x"})
    two = client.create_experiment(f"{word}-two", tags={"k": "v"})

    def found(text):
        return {e.experiment_id for e in client.search_experiments(filter_string=f"{text} AND name LIKE '{word}%'")}

    assert found(f"name = '{word}-One'") == {one}
    assert found(f"name != '{word}-One'") == {two}
    assert found("name LIKE '%one'") == set()
    assert found("name ILIKE '%one'") == {one}
    assert found("tags.k = 'V'") == {one}
    assert found("tags.k ILIKE 'v'") == {one, two}
    assert found("tags.`k` != 'V'") == {two}
    assert found("creation_time > 0") == {one, two}
    assert found("attribute.last_update_time < 1") == set()


@pytest.mark.parametrize("text", [
    "name", "name =", "name = x", "nothing = 'x'", "name > 'x'", "creation_time = 'x'", "name = 'x' OR name = 'y'",
    "(name = 'x')", "tags.k > 'x'", "name LIKE", "= 'x'", "params.x = 'y'", "metrics.x > 1", "name == 'x'",
])
def test_refused_filters(rest, text):
    rest.refused("POST", "experiments/search", {"filter": text, "max_results": 5})


def test_pages(client, unique):
    tag = unique("page")
    ids = {client.create_experiment(unique(), tags={"page": tag}) for _ in range(5)}
    seen, token = [], None
    while True:
        page = client.search_experiments(filter_string=f"tags.page = '{tag}'", max_results=2, page_token=token)
        assert len(page) <= 2
        seen += [e.experiment_id for e in page]
        token = page.token
        if not token:
            break
    assert len(seen) == 5 and set(seen) == ids


@pytest.mark.parametrize("body, message", [
    ({"max_results": 0}, "Invalid value 0 for parameter 'max_results'"),
    ({"max_results": -1}, "Invalid value -1 for parameter 'max_results'"),
    ({"max_results": 1000000}, "Invalid value 1000000 for parameter 'max_results'"),
    ({"max_results": "x"}, "max_results"),
    ({"max_results": 5, "page_token": "nonsense"}, "Invalid page token"),
    ({"max_results": 5, "order_by": ["nothing ASC"]}, "Invalid order_by|Invalid attribute key"),
    ({"max_results": 5, "order_by": ["name UP"]}, "Invalid order_by|Invalid ordering key"),
])
def test_refused_searches(rest, body, message):
    import re
    text = rest.refused("POST", "experiments/search", body)
    assert re.search(message, text), text


def test_search_by_get(rest, unique):
    name = unique()
    rest.ok("POST", "experiments/create", {"name": name})
    found = rest.ok("GET", "experiments/search", params={"filter": f"name = '{name}'", "max_results": 1})
    assert [e["name"] for e in found["experiments"]] == [name]
