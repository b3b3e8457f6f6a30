"""Datasets as inputs of runs, and models as inputs and outputs."""

import mlflow
import pandas as pd
import pytest
from mlflow.entities import Dataset, DatasetInput, InputTag, LoggedModelInput, LoggedModelOutput

DATASET = {"name": "d", "digest": "abc", "source_type": "code", "source": "{}"}


def dataset_input(name="d", digest="abc", context="training"):
    return DatasetInput(
        Dataset(name, digest, "code", "{}", schema="sch", profile="pro"), [InputTag("mlflow.data.context", context), InputTag("k", "v")]
    )


def test_inputs_of_a_run(client, run_id):
    client.log_inputs(run_id, [dataset_input(), dataset_input("e", "def", "eval")])
    client.log_inputs(run_id, [dataset_input()])
    inputs = sorted(client.get_run(run_id).inputs.dataset_inputs, key=lambda i: i.dataset.name)
    assert [i.dataset.name for i in inputs] == ["d", "e"]
    assert inputs[0].dataset.to_dictionary() == {
        "name": "d", "digest": "abc", "source_type": "code", "source": "{}", "schema": "sch", "profile": "pro",
    }
    assert {t.key: t.value for t in inputs[1].tags} == {"mlflow.data.context": "eval", "k": "v"}


def test_search_by_dataset(client, experiment):
    runs = [client.create_run(experiment).info.run_id for _ in range(2)]
    client.log_inputs(runs[0], [dataset_input("first", "1")])
    client.log_inputs(runs[1], [dataset_input("second", "2", "eval")])

    def found(text):
        return [run.info.run_id for run in client.search_runs([experiment], text)]

    assert found("dataset.name = 'first'") == [runs[0]]
    assert found("datasets.digest LIKE '2'") == [runs[1]]
    assert found("dataset.context = 'eval'") == [runs[1]]
    assert found("dataset.name ILIKE 'SEC%' AND dataset.context != 'training'") == [runs[1]]
    assert found("dataset.name IN ('first', 'other')") == [runs[0]]


def test_datasets_of_experiments(rest, client, experiment):
    run_id = client.create_run(experiment).info.run_id
    client.log_inputs(run_id, [dataset_input(), dataset_input("e", "def", "eval")])
    found = rest.ok("POST", "experiments/search-datasets", {"experiment_ids": [experiment]}, root="/ajax-api/2.0/mlflow")
    summaries = sorted(found["dataset_summaries"], key=lambda s: s["name"])
    assert summaries == [
        {"experiment_id": experiment, "name": "d", "digest": "abc", "context": "training"},
        {"experiment_id": experiment, "name": "e", "digest": "def", "context": "eval"},
    ]
    path, root = "experiments/search-datasets", "/ajax-api/2.0/mlflow"
    rest.refused("POST", path, {"experiment_ids": []}, root=root, message="SearchDatasets request must specify at least one experiment_id.")
    rest.refused("POST", path, {"experiment_ids": [str(i) for i in range(21)]}, root=root,
                 message="SearchDatasets request cannot specify more than 20 experiment_ids. Received 21 experiment_ids.")


@pytest.mark.parametrize("body, message", [
    ({}, "run_id"),
    ({"datasets": "x"}, "Invalid value \"x\" for parameter 'datasets' supplied"),
    ({"datasets": [{"dataset": {**DATASET, "name": "n" * 501}}]}, "exceeds the maximum length of 500"),
    ({"datasets": [{"dataset": {**DATASET, "digest": "n" * 37}}]}, "exceeds the maximum length of 36"),
    ({"datasets": [{"dataset": DATASET, "tags": [{"key": "k" * 256, "value": "v"}]}]}, "exceeds the maximum length of 255"),
])
def test_refused_inputs(rest, run_id, body, message):
    rest.refused("POST", "runs/log-inputs", {**({"run_id": run_id} if body else {}), **body}, message=message)


def test_inputs_by_the_fluent_api(client, experiment):
    frame = pd.DataFrame({"x": [1, 2, 3], "y": [0, 1, 0]})
    dataset = mlflow.data.from_pandas(frame, source="s3://bucket/x.csv", name="frame", targets="y")
    with mlflow.start_run(experiment_id=experiment) as run:
        mlflow.log_input(dataset, context="training", tags={"more": "yes"})
    found = client.get_run(run.info.run_id).inputs.dataset_inputs[0]
    assert (found.dataset.name, found.dataset.digest) == ("frame", dataset.digest)
    assert {t.key: t.value for t in found.tags}["mlflow.data.context"] == "training"


def test_models_as_inputs_and_outputs(client, experiment):
    model = client.create_logged_model(experiment_id=experiment, name="model")
    run_id = client.create_run(experiment).info.run_id
    client.log_inputs(run_id, models=[LoggedModelInput(model.model_id)])
    client.log_outputs(run_id, models=[LoggedModelOutput(model.model_id, step=3)])
    run = client.get_run(run_id)
    assert [m.model_id for m in run.inputs.model_inputs] == [model.model_id]
    assert [(m.model_id, m.step) for m in run.outputs.model_outputs] == [(model.model_id, 3)]
