"""Many at once: nothing is lost, doubled or half done."""

from concurrent.futures import ThreadPoolExecutor

from mlflow import MlflowClient
from mlflow.entities import Metric, Param, RunTag

from conftest import URL


def at_once(count, work):
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(work, range(count)))


def test_many_log_to_one_run(client, run_id):
    at_once(40, lambda n: client.log_batch(
        run_id, metrics=[Metric("m", n, n, n * 10 + i) for i in range(10)], params=[Param(f"p{n}", "x")], tags=[RunTag("last", str(n))]
    ))
    data = client.get_run(run_id).data
    assert data.metrics["m"] == 39
    assert len(data.params) == 40
    assert len(client.get_metric_history(run_id, "m")) == 400


def test_one_of_many_writers_of_a_param_wins(rest, client, run_id):
    answers = at_once(16, lambda n: rest("POST", "runs/log-parameter", {"run_id": run_id, "key": "p", "value": str(n)}))
    won = [n for n, answer in enumerate(answers) if answer.status_code == 200]
    assert len(won) == 1
    assert client.get_run(run_id).data.params["p"] == str(won[0])
    assert all(answer.status_code == 400 for n, answer in enumerate(answers) if n not in won)


def test_one_of_many_creators_of_a_name_wins(rest, unique):
    name = unique()
    for path in ("experiments/create", "registered-models/create"):
        answers = at_once(8, lambda n: rest("POST", path, {"name": name}))
        assert sorted(answer.status_code for answer in answers) == [200] + [400] * 7
        assert {answer.json()["error_code"] for answer in answers if answer.status_code == 400} == {"RESOURCE_ALREADY_EXISTS"}


def test_versions_made_at_once_are_numbered_without_gaps(rest, client, unique):
    name = client.create_registered_model(unique()).name
    answers = at_once(20, lambda n: rest.ok("POST", "model-versions/create", {"name": name, "source": "s3://b/x"}))
    assert sorted(int(a["model_version"]["version"]) for a in answers) == list(range(1, 21))


def test_readers_of_an_alias_see_one_version_always(rest, client, unique):
    name = client.create_registered_model(unique()).name
    for _ in range(2):
        client.create_model_version(name, "s3://b/x")
    client.set_registered_model_alias(name, "champion", "1")

    def move_or_read(n):
        if n % 4 == 0:
            rest.ok("POST", "registered-models/alias", {"name": name, "alias": "champion", "version": str(n // 4 % 2 + 1)})
            return "1"
        return rest.ok("GET", "registered-models/alias", params={"name": name, "alias": "champion"})["model_version"]["version"]

    assert set(at_once(60, move_or_read)) <= {"1", "2"}


def test_runs_made_at_once_are_all_found(client, experiment):
    made = set(at_once(40, lambda n: MlflowClient(URL).create_run(experiment).info.run_id))
    assert {run.info.run_id for run in client.search_runs([experiment])} == made
