"""What a notebook does: the fluent API, autologging, models that are logged, registered and loaded."""

import numpy as np
import mlflow
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

FRAME = pd.DataFrame({"a": [0.0, 1.0, 2.0, 3.0], "b": [1.0, 0.0, 1.0, 0.0]})
TARGET = np.array([0, 0, 1, 1])


@pytest.fixture(autouse=True)
def own_experiment(client, unique):
    experiment = mlflow.set_experiment(unique("notebook"))
    yield experiment
    mlflow.autolog(disable=True)


def test_nested_runs(client, own_experiment):
    with mlflow.start_run(run_name="parent", tags={"x": "y"}, description="words") as parent:
        mlflow.log_params({"depth": 3, "rate": 0.1})
        for number in range(2):
            with mlflow.start_run(run_name=f"child {number}", nested=True):
                for step in range(3):
                    mlflow.log_metric("loss", 1 / (step + 1), step=step)
    children = mlflow.search_runs(filter_string=f"tags.mlflow.parentRunId = '{parent.info.run_id}'", output_format="list")
    assert sorted(run.info.run_name for run in children) == ["child 0", "child 1"]
    assert children[0].data.metrics["loss"] == pytest.approx(1 / 3)
    assert mlflow.get_parent_run(children[0].info.run_id).info.run_id == parent.info.run_id
    saved = mlflow.get_run(parent.info.run_id)
    assert (saved.info.status, saved.data.params) == ("FINISHED", {"depth": "3", "rate": "0.1"})
    assert saved.data.tags["mlflow.note.content"] == "words"
    assert mlflow.last_active_run().info.run_id == parent.info.run_id


def test_a_failing_run_is_marked(own_experiment):
    with pytest.raises(ZeroDivisionError):
        with mlflow.start_run() as run:
            1 / 0
    assert mlflow.get_run(run.info.run_id).info.status == "FAILED"


def test_a_run_goes_on(own_experiment):
    with mlflow.start_run() as run:
        mlflow.log_metric("m", 1)
    with mlflow.start_run(run_id=run.info.run_id):
        mlflow.log_metric("m", 2, step=1)
        mlflow.set_tags({"a": 1, "b": None})
    assert mlflow.get_run(run.info.run_id).data.metrics == {"m": 2.0}
    mlflow.delete_run(run.info.run_id)


def test_long_params_and_many_metrics(own_experiment):
    with mlflow.start_run() as run:
        mlflow.log_params({f"p{i}": "x" * 500 for i in range(250)})
        mlflow.log_metrics({f"m{i}": float(i) for i in range(1500)})
        mlflow.log_param("blob", list(range(3000)))
    data = mlflow.get_run(run.info.run_id).data
    assert (len(data.params), len(data.metrics)) == (251, 1500)
    assert len(data.params["blob"]) == 6000


def test_asynchronous_logging(own_experiment):
    with mlflow.start_run() as run:
        for step in range(50):
            mlflow.log_metric("m", step, step=step, synchronous=False)
        mlflow.log_params({"a": 1}, synchronous=False)
        mlflow.flush_async_logging()
    assert len(mlflow.MlflowClient().get_metric_history(run.info.run_id, "m")) == 50


def test_autolog_logs_a_model_that_can_be_registered_and_loaded(client, own_experiment, unique):
    mlflow.sklearn.autolog(log_input_examples=False)
    with mlflow.start_run() as run:
        LogisticRegression(C=0.5).fit(FRAME, TARGET)
    mlflow.sklearn.autolog(disable=True)
    saved = mlflow.get_run(run.info.run_id)
    assert saved.data.params["C"] == "0.5"
    assert "training_accuracy_score" in saved.data.metrics
    assert saved.inputs.dataset_inputs
    [logged] = mlflow.search_logged_models([own_experiment.experiment_id], output_format="list")
    assert logged.source_run_id == run.info.run_id
    name = unique("model")
    version = mlflow.register_model(f"models:/{logged.model_id}", name)
    assert (str(version.version), version.status) == ("1", "READY")
    client.set_registered_model_alias(name, "champion", version.version)
    for uri in (f"models:/{name}@champion", f"models:/{name}/1", f"models:/{logged.model_id}", f"models:/{name}/latest"):
        assert list(mlflow.pyfunc.load_model(uri).predict(FRAME)) == [0, 0, 1, 1]


def test_log_model_registers_in_one_go(client, own_experiment, unique):
    name = unique("model")
    model = LogisticRegression().fit(FRAME, TARGET)
    with mlflow.start_run() as run:
        info = mlflow.sklearn.log_model(model, name="model", registered_model_name=name, input_example=FRAME.head(1))
    version = client.get_model_version(name, "1")
    assert version.run_id == run.info.run_id
    assert client.get_logged_model(info.model_id).status.value == "READY"
    loaded = mlflow.sklearn.load_model(info.model_uri)
    assert np.allclose(loaded.coef_, model.coef_)
    assert mlflow.models.get_model_info(f"models:/{name}/1").signature is not None
    client.transition_model_version_stage(name, "1", "Production")
    assert list(mlflow.pyfunc.load_model(f"models:/{name}/Production").predict(FRAME)) == [0, 0, 1, 1]
    assert mlflow.artifacts.list_artifacts(f"models:/{name}/1")


def test_evaluation(client, own_experiment):
    model = LogisticRegression().fit(FRAME, TARGET)
    with mlflow.start_run() as run:
        info = mlflow.sklearn.log_model(model, name="model")
        frame = FRAME.assign(target=TARGET)
        dataset = mlflow.data.from_pandas(frame, targets="target", name="eval")
        result = mlflow.models.evaluate(info.model_uri, dataset, model_type="classifier", evaluator_config={"log_explainer": False, "log_model_explainability": False})
    assert "accuracy_score" in result.metrics
    assert mlflow.get_run(run.info.run_id).data.metrics["accuracy_score"] == 1.0


def test_a_model_is_renamed_archived_and_deleted(client, own_experiment, unique):
    name, other = unique("model"), unique("other")
    with mlflow.start_run():
        mlflow.sklearn.log_model(LogisticRegression().fit(FRAME, TARGET), name="model", registered_model_name=name)
    client.rename_registered_model(name, other)
    assert list(mlflow.pyfunc.load_model(f"models:/{other}/1").predict(FRAME)) == [0, 0, 1, 1]
    client.delete_model_version(other, "1")
    assert mlflow.search_model_versions(filter_string=f"name = '{other}'") == []
    client.delete_registered_model(other)
    assert mlflow.search_registered_models(filter_string=f"name = '{other}'") == []


def test_prompts_live_in_the_registry_too(own_experiment, unique):
    name = unique("prompt")
    first = mlflow.genai.register_prompt(name=name, template="Hello {{who}}", commit_message="first")
    assert first.version == 1
    mlflow.genai.register_prompt(name=name, template="Hi {{who}}")
    mlflow.genai.set_prompt_alias(name, "live", 2)
    assert mlflow.genai.load_prompt(f"prompts:/{name}@live").format(who="you") == "Hi you"
    assert name in [prompt.name for prompt in mlflow.genai.search_prompts()]
    assert mlflow.search_registered_models(filter_string=f"name = '{name}'") == []
