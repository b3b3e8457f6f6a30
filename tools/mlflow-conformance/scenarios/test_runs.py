"""Runs: their life, attributes, params, tags and batches."""

import time

import pytest
from mlflow.entities import LifecycleStage, Metric, Param, RunStatus, RunTag, ViewType
from mlflow.exceptions import MlflowException, RestException
from mlflow.utils.mlflow_tags import MLFLOW_RUN_NAME, MLFLOW_USER


def test_a_new_run(rest, client, experiment):
    run = client.create_run(experiment, start_time=321, tags={"my": "tag"}, run_name="named")
    assert run.info.experiment_id == experiment
    assert run.info.start_time == 321
    assert run.info.end_time is None
    assert run.info.status == "RUNNING"
    assert run.info.run_name == "named"
    assert run.info.lifecycle_stage == LifecycleStage.ACTIVE
    assert run.info.artifact_uri == f"mlflow-artifacts:/{experiment}/{run.info.run_id}/artifacts"
    assert run.data.tags["my"] == "tag"
    assert run.data.tags[MLFLOW_RUN_NAME] == "named"
    info = rest.ok("GET", "runs/get", params={"run_id": run.info.run_id})["run"]["info"]
    assert info["run_uuid"] == info["run_id"] == run.info.run_id
    assert len(run.info.run_id) == 32
    assert rest.ok("GET", "runs/get", params={"run_uuid": run.info.run_id})["run"]["info"]["run_id"] == run.info.run_id


def test_a_run_without_a_name_gets_one(client, experiment):
    run = client.create_run(experiment)
    assert run.info.run_name.count("-") == 2
    assert run.data.tags[MLFLOW_RUN_NAME] == run.info.run_name


def test_a_name_by_tag_and_by_parameter_must_agree(rest, client, experiment):
    run = client.create_run(experiment, tags={MLFLOW_RUN_NAME: "by tag"})
    assert run.info.run_name == "by tag"
    rest.refused(
        "POST", "runs/create",
        {"experiment_id": experiment, "run_name": "one", "tags": [{"key": MLFLOW_RUN_NAME, "value": "two"}]},
        message="Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values (run_name='one', mlflow.runName='two').",
    )


@pytest.mark.slipway
def test_the_default_experiment_takes_runs_without_one(rest):
    assert rest.ok("POST", "runs/create", {})["run"]["info"]["experiment_id"] == "0"


def test_a_run_in_a_deleted_or_absent_experiment_is_refused(rest, client, experiment):
    client.delete_experiment(experiment)
    rest.refused("POST", "runs/create", {"experiment_id": experiment},
                 message=f"The experiment {experiment} must be in the 'active' state. Current state is deleted.")
    rest.refused("POST", "runs/create", {"experiment_id": "987654321"},
                 status=404, code="RESOURCE_DOES_NOT_EXIST", message="No Experiment with id=987654321 exists")


def test_life_of_a_run(client, run_id):
    client.set_terminated(run_id, RunStatus.to_string(RunStatus.FAILED), end_time=987654321)
    run = client.get_run(run_id)
    assert (run.info.status, run.info.end_time) == ("FAILED", 987654321)
    client.update_run(run_id, status="FINISHED", name="other")
    run = client.get_run(run_id)
    assert (run.info.status, run.info.run_name, run.data.tags[MLFLOW_RUN_NAME]) == ("FINISHED", "other", "other")
    assert run.info.end_time == 987654321
    client.delete_run(run_id)
    assert client.get_run(run_id).info.lifecycle_stage == LifecycleStage.DELETED
    client.restore_run(run_id)
    assert client.get_run(run_id).info.lifecycle_stage == LifecycleStage.ACTIVE


def test_the_name_tag_renames(client, run_id):
    client.set_tag(run_id, MLFLOW_RUN_NAME, "by tag")
    assert client.get_run(run_id).info.run_name == "by tag"
    client.log_batch(run_id, tags=[RunTag(MLFLOW_RUN_NAME, "by batch")])
    assert client.get_run(run_id).info.run_name == "by batch"


def test_an_update_answers_the_run_as_it_is_now(rest, run_id):
    info = rest.ok("POST", "runs/update", {"run_id": run_id, "status": "KILLED", "end_time": 5})["run_info"]
    assert (info["status"], info["end_time"], info["run_id"]) == ("KILLED", 5, run_id)
    info = rest.ok("POST", "runs/update", {"run_id": run_id, "run_name": "name"})["run_info"]
    assert (info["status"], info["run_name"]) == ("KILLED", "name")


def test_unknown_runs_are_not_found(rest):
    absent = "0" * 32
    message = f"Run with id={absent} not found"
    not_found = {"status": 404, "code": "RESOURCE_DOES_NOT_EXIST", "message": message}
    rest.refused("GET", "runs/get", params={"run_id": absent}, **not_found)
    for call, body in {
        "runs/update": {"status": "FINISHED"},
        "runs/delete": {},
        "runs/restore": {},
        "runs/log-metric": {"key": "k", "value": 1, "timestamp": 1},
        "runs/log-parameter": {"key": "k", "value": "1"},
        "runs/set-tag": {"key": "k", "value": "1"},
        "runs/delete-tag": {"key": "k"},
        "runs/log-batch": {},
    }.items():
        rest.refused("POST", call, {"run_id": absent, **body}, **not_found)


def test_a_deleted_run_takes_nothing(rest, client, run_id):
    client.delete_run(run_id)
    message = f"The run {run_id} must be in the 'active' state. Current state is deleted."
    for call, body in {
        "runs/update": {"status": "FINISHED"},
        "runs/delete": {},
        "runs/log-metric": {"key": "k", "value": 1, "timestamp": 1},
        "runs/log-parameter": {"key": "k", "value": "1"},
        "runs/set-tag": {"key": "k", "value": "1"},
        "runs/delete-tag": {"key": "k"},
        "runs/log-batch": {},
    }.items():
        if call == "runs/delete":
            assert rest("POST", call, {"run_id": run_id}).status_code == 200
        else:
            rest.refused("POST", call, {"run_id": run_id, **body}, message=message)


def test_tags(rest, client, run_id):
    client.set_tag(run_id, "a", "1")
    client.set_tag(run_id, "a", 2)
    client.set_tag(run_id, "ü/x.y z-_:", "✓\n")
    tags = client.get_run(run_id).data.tags
    assert (tags["a"], tags["ü/x.y z-_:"]) == ("2", "✓\n")
    client.delete_tag(run_id, "a")
    assert "a" not in client.get_run(run_id).data.tags
    rest.refused("POST", "runs/delete-tag", {"run_id": run_id, "key": "a"},
                 status=404, code="RESOURCE_DOES_NOT_EXIST", message="No tag with name: a")


@pytest.mark.parametrize("body, message", [
    ({"value": "x"}, "Missing value for required parameter 'key'"),
    ({"key": 1, "value": "x"}, "Invalid value 1 for parameter 'key' supplied"),
    ({"key": "k", "value": 5}, "Invalid value 5 for parameter 'value' supplied"),
    ({"key": "../k", "value": "x"}, "Invalid value \"../k\" for parameter 'key' supplied"),
    ({"key": "k" * 251, "value": "x"}, "exceeds the maximum length of 250"),
    ({"key": "a#b", "value": "x"}, "Names may only contain"),
    ({"key": "/a", "value": "x"}, "must not resolve to other names"),
])
def test_refused_tags(rest, run_id, body, message):
    rest.refused("POST", "runs/set-tag", {"run_id": run_id, **body}, message=message)


def test_a_param_is_written_once(rest, client, run_id):
    client.log_param(run_id, "depth", 3)
    client.log_param(run_id, "depth", "3")
    assert client.get_run(run_id).data.params == {"depth": "3"}
    rest.refused(
        "POST", "runs/log-parameter", {"run_id": run_id, "key": "depth", "value": "5"},
        message=f"Changing param values is not allowed. Param with key='depth' was already logged with value='3' for run ID='{run_id}'. Attempted logging new value '5'.",
    )
    with pytest.raises(MlflowException, match="Changing param values is not allowed"):
        client.log_batch(run_id, params=[Param("other", "1"), Param("depth", "6")])
    assert client.get_run(run_id).data.params == {"depth": "3"}


def test_long_values_are_cut(rest, client, run_id):
    client.log_param(run_id, "long", "x" * 6001)
    client.set_tag(run_id, "long", "x" * 8001)
    client.log_batch(run_id, params=[Param("batch", "x" * 7000)], tags=[RunTag("batch", "x" * 9000)])
    data = client.get_run(run_id).data
    assert (data.params["long"], data.tags["long"]) == ("x" * 6000, "x" * 8000)
    assert (data.params["batch"], data.tags["batch"]) == ("x" * 6000, "x" * 8000)


@pytest.mark.parametrize("body, message", [
    ({"value": "x"}, "Missing value for required parameter 'key'"),
    ({"key": 1, "value": "x"}, "Invalid value 1 for parameter 'key' supplied"),
    ({"key": "k", "value": 5}, "Invalid value 5 for parameter 'value' supplied"),
    ({"key": "k" * 251, "value": "x"}, "exceeds the maximum length of 250"),
    ({"key": "..", "value": "x"}, "Invalid value \"..\" for parameter 'key' supplied"),
    ({"key": "a#b", "value": "x"}, "Names may only contain"),
])
def test_refused_params(rest, run_id, body, message):
    rest.refused("POST", "runs/log-parameter", {"run_id": run_id, **body}, message=message)


def test_a_param_without_value_is_empty(rest, client, run_id):
    assert rest("POST", "runs/log-parameter", {"run_id": run_id, "key": "empty", "value": ""}).status_code == 200
    assert client.get_run(run_id).data.params["empty"] == ""


def test_a_batch(client, run_id):
    now = int(time.time() * 1000)
    client.log_batch(
        run_id,
        metrics=[Metric("m", 1.0, now, 0), Metric("m", 2.0, now, 1), Metric("n", 3.5, now, 0)],
        params=[Param("p", "x"), Param("q", "y")],
        tags=[RunTag("t", "1"), RunTag("t2", "2")],
    )
    data = client.get_run(run_id).data
    assert data.metrics == {"m": 2.0, "n": 3.5}
    assert data.params == {"p": "x", "q": "y"}
    assert (data.tags["t"], data.tags["t2"]) == ("1", "2")


@pytest.mark.parametrize("body, message", [
    ({"metrics": [{"key": "k", "value": 1, "timestamp": 1}] * 1001}, "A batch logging request can contain at most 1000 metrics. Got 1001 metrics."),
    ({"params": [{"key": f"k{i}", "value": "1"} for i in range(101)]}, "A batch logging request can contain at most 100 params. Got 101 params."),
    ({"tags": [{"key": f"k{i}", "value": "1"} for i in range(101)]}, "A batch logging request can contain at most 100 tags. Got 101 tags."),
    ({"metrics": [{"key": "k", "value": 1, "timestamp": 1}] * 950, "params": [{"key": f"k{i}", "value": "1"} for i in range(51)]},
     "A batch logging request can contain at most 1000 metrics, params, and tags"),
    ({"params": [{"key": "p", "value": "1"}, {"key": "p", "value": "2"}]}, "Duplicate parameter keys have been submitted: ['p']"),
    ({"metrics": [{"value": 1, "timestamp": 1}]}, "Missing value for required parameter 'metrics[0].key'"),
    ({"metrics": [{"key": "k", "timestamp": 1}]}, "Missing value for required parameter 'metrics[0].value'"),
    ({"metrics": [{"key": "k", "value": 1}]}, "Missing value for required parameter 'metrics[0].timestamp'"),
    ({"params": [{"value": "x"}]}, "Missing value for required parameter 'params[0].key'"),
    ({"tags": [{"value": "x"}]}, "Missing value for required parameter 'tags[0].key'"),
    ({"metrics": "x"}, "Invalid value \"x\" for parameter 'metrics' supplied"),
    ({"metrics": [{"key": "a#b", "value": 1, "timestamp": 1}]}, "metrics[0].name"),
    ({"tags": [{"key": "k" * 251, "value": "x"}]}, "'tags[0].key' exceeds the maximum length of 250 characters"),
])
def test_refused_batches_leave_nothing(rest, client, run_id, body, message):
    rest.refused("POST", "runs/log-batch", {"run_id": run_id, **body}, message=message)
    run = client.get_run(run_id)
    assert (run.data.metrics, run.data.params) == ({}, {})


@pytest.mark.slipway
def test_a_batch_that_is_refused_late_leaves_nothing(client, run_id):
    client.log_param(run_id, "p", "1")
    with pytest.raises(MlflowException, match="Changing param values is not allowed"):
        client.log_batch(run_id, metrics=[Metric("m", 1.0, 1, 1)], params=[Param("p", "2")], tags=[RunTag("t", "x")])
    data = client.get_run(run_id).data
    assert (data.metrics, data.params, "t" in data.tags) == ({}, {"p": "1"}, False)


def test_a_full_batch_is_accepted(client, run_id):
    client.log_batch(
        run_id,
        metrics=[Metric(f"m{i}", i, i, i) for i in range(800)],
        params=[Param(f"p{i}", str(i)) for i in range(100)],
        tags=[RunTag(f"t{i}", str(i)) for i in range(100)],
    )
    data = client.get_run(run_id).data
    assert (len(data.metrics), len(data.params)) == (800, 100)


@pytest.mark.parametrize("body, message", [
    ({}, "run_id"),
    ({"run_id": 5}, "Invalid value 5 for parameter 'run_id' supplied"),
    ({"run_id": "x", "status": "SOMETHING"}, "Invalid value \"SOMETHING\" for parameter 'status' supplied"),
])
def test_refused_updates(rest, body, message):
    response = rest("POST", "runs/update", body)
    assert response.status_code in (400, 404), response.text


def test_statuses(rest, experiment):
    run_id = rest.ok("POST", "runs/create", {"experiment_id": experiment})["run"]["info"]["run_id"]
    for status in ("SCHEDULED", "FINISHED", "FAILED", "KILLED", "RUNNING"):
        assert rest.ok("POST", "runs/update", {"run_id": run_id, "status": status})["run_info"]["status"] == status
    assert rest.ok("POST", "runs/update", {"run_id": run_id, "status": 3})["run_info"]["status"] == "FINISHED"


def test_hostile_run_ids_are_refused(rest):
    for run_id in ["../../etc/passwd", "x" * 300, "a b", "'; drop table runs; --"]:
        response = rest("GET", "runs/get", params={"run_id": run_id})
        assert response.status_code in (400, 404), response.text


def test_log_model_keeps_the_history_of_models(rest, client, run_id):
    import json
    model = {"run_id": run_id, "artifact_path": "model", "flavors": {"python_function": {}}, "utc_time_created": "now"}
    rest.ok("POST", "runs/log-model", {"run_id": run_id, "model_json": json.dumps(model)})
    assert json.loads(client.get_run(run_id).data.tags["mlflow.log-model.history"]) [0]["artifact_path"] == "model"
    rest.refused("POST", "runs/log-model", {"run_id": run_id, "model_json": "no json"}, message="Malformed model info")
    rest.refused("POST", "runs/log-model", {"run_id": run_id, "model_json": json.dumps({"artifact_path": "x"})},
                 message="Model json is missing mandatory fields")
    rest.refused("POST", "runs/log-model", {"run_id": run_id}, message="Missing value for required parameter 'model_json'")
