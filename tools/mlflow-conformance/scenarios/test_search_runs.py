"""Search of runs: the grammar, its refusals, order and pages."""

import math

import mlflow
import pytest
from mlflow.entities import ViewType


@pytest.fixture(scope="module")
def fleet():
    """Four runs of one experiment: a, b, c and the deleted d."""
    import uuid

    from conftest import URL
    from mlflow import MlflowClient

    client = MlflowClient(URL)
    experiment = client.create_experiment(f"fleet-{uuid.uuid4().hex}")
    made = {}
    for number, name in enumerate("abcd"):
        run = client.create_run(experiment, start_time=1000 + number, run_name=f"Run {name}", tags={"user": name, "group": "X" if number < 2 else "x"})
        run_id = run.info.run_id
        made[name] = run_id
        client.log_metric(run_id, "loss", [0.5, math.nan, 0.25, 0.1][number], timestamp=number)
        client.log_metric(run_id, "steps/total", number, timestamp=number)
        if name != "b":
            client.log_metric(run_id, "only", number * 10.0, timestamp=number)
        client.log_param(run_id, "lr", ["0.1", "0.01", "1e-3", "9"][number])
        client.log_param(run_id, "model name", ["Resnet", "resnet", "VGG", "VGG"][number])
        if name == "c":
            client.log_param(run_id, "rare", "yes")
            client.set_terminated(run_id, "FAILED", end_time=5000)
    client.delete_run(made["d"])
    return client, experiment, made


def names(fleet, text="", **options):
    client, experiment, made = fleet
    name_of = {run_id: name for name, run_id in made.items()}
    return "".join(name_of[run.info.run_id] for run in client.search_runs([experiment], text, **options))


@pytest.mark.parametrize("text, expected", [
    ("", "cba"),
    ("metrics.loss > 0.3", "a"),
    ("metrics.loss <= 0.25", "c"),
    ("metrics.loss = 0.25", "c"),
    ("metric.only != 20", "a"),
    ("metrics.`steps/total` >= 1", "cb"),
    ('metrics."steps/total" < 1', "a"),
    ("metrics.absent > 0", ""),
    ("params.lr = '0.1'", "a"),
    ('params.lr = "0.1"', "a"),
    ("params.lr != '0.1'", "cb"),
    ("param.lr LIKE '0.%'", "ba"),
    ("parameters.`model name` LIKE 'res%'", "b"),
    ("params.`model name` ILIKE 'RES%'", "ba"),
    ("params.`model name` ILIKE 'r_snet'", "ba"),
    ("params.rare IS NULL", "ba"),
    ("params.rare IS NOT NULL", "c"),
    ("params.rare != 'no'", "c"),
    ("tags.group = 'X'", "ba"),
    ("tag.group ILIKE 'x'", "cba"),
    ("tags.user IN ('a')", None),
    ("tags.absent IS NULL", "cba"),
    ("tags.absent != 'x'", ""),
    ("attributes.status = 'FAILED'", "c"),
    ("attribute.status != 'FAILED'", "ba"),
    ("status = 'RUNNING'", "ba"),
    ("run_name = 'Run a'", "a"),
    ("attributes.run_name ILIKE 'RUN%'", "cba"),
    ("attributes.`Run Name` = 'Run a'", None),
    ("start_time > 1000", "cb"),
    ("attributes.start_time = 1000", "a"),
    ("end_time <= 5000", "c"),
    ("metrics.loss < 1 AND params.lr LIKE '%1' AND status = 'RUNNING'", "a"),
    ("metrics.loss < 1 and  params.lr like '%1'", "a"),
    ("params.lr LIKE '%\\%%'", None),
    ("artifact_uri LIKE 'mlflow-artifacts:%'", "cba"),
])
def test_filters(fleet, text, expected):
    if expected is None:
        try:
            names(fleet, text)
        except mlflow.exceptions.MlflowException as refusal:
            assert refusal.error_code == "INVALID_PARAMETER_VALUE"
    else:
        assert names(fleet, text) == expected


def test_a_list_of_run_ids(fleet):
    client, experiment, made = fleet
    assert names(fleet, f"run_id IN ('{made['a']}', '{made['c']}')") == "ca"
    assert names(fleet, f"attributes.run_id NOT IN ('{made['a']}')") == "cb"
    assert names(fleet, f"run_id = '{made['b']}'") == "b"


@pytest.mark.parametrize("order, expected", [
    (["metrics.loss ASC"], "cab"),
    (["metrics.loss DESC"], "acb"),
    (["metrics.only"], "acb"),
    (["metrics.only DESC"], "cab"),
    (["params.lr"], "bac"),
    (["params.`model name` ASC", "start_time ASC"], "acb"),
    (["tags.user DESC"], "cba"),
    (["attributes.start_time ASC"], "abc"),
    (["start_time DESC"], "cba"),
    (["attributes.status", "run_name"], "cab"),
    (["attribute.end_time DESC", "start_time ASC"], "cab"),
    (["run_name desc"], "cba"),
])
def test_order(fleet, order, expected):
    assert names(fleet, order_by=order) == expected


def test_view_types(fleet):
    assert names(fleet, run_view_type=ViewType.DELETED_ONLY) == "d"
    assert names(fleet, run_view_type=ViewType.ALL) == "dcba"


def test_pages(fleet):
    client, experiment, made = fleet
    seen, token = [], None
    for _ in range(3):
        page = client.search_runs([experiment], max_results=1, page_token=token, order_by=["metrics.loss ASC"])
        seen += [run.info.run_id for run in page]
        token = page.token
    assert seen == [made["c"], made["a"], made["b"]]
    assert token is None or list(client.search_runs([experiment], max_results=1, page_token=token, order_by=["metrics.loss ASC"])) == []


@pytest.mark.parametrize("text", [
    "metrics.loss", "metrics.loss >", "metrics.loss = 'x'", "metrics.loss LIKE '1'", "metrics.loss IS NULL", "params.lr > '1'",
    "params.lr = 1", "params.lr = lr", "nothing.x = 1", "loss > 1", "metrics.loss > 1 OR metrics.loss < 0",
    "(metrics.loss > 1)", "status > 'RUNNING'", "start_time = 'x'",
    "status IN ('RUNNING')x", "run_id IN ()", "tags.x == 'y'", ".loss > 1", "params.lr = '0.1",
    "dataset.name > 'x'", "dataset.nothing = 'x'", "metrics.loss > 1; drop table runs", "metrics.loss > 1 -- x",
    "params.lr = '0.1' UNION SELECT 1",
])
def test_refused_filters(rest, fleet, text):
    client, experiment, made = fleet
    rest.refused("POST", "runs/search", {"experiment_ids": [experiment], "filter": text})


@pytest.mark.parametrize("body", [
    {"max_results": 0}, {"max_results": -5}, {"max_results": 50001}, {"max_results": "x"}, {"page_token": "nonsense"},
    {"order_by": ["metrics.loss UP"]}, {"order_by": ["loss ASC"]}, {"order_by": "metrics.loss"}, {"filter": 5},
    {"experiment_ids": "0"},
])
def test_refused_searches(rest, body):
    rest.refused("POST", "runs/search", {"experiment_ids": ["0"], **body})


def test_sql_in_values_is_only_text(fleet):
    assert names(fleet, "params.lr = '0.1\" OR 1=1 --'") == ""
    assert names(fleet, "tags.user = \"a'; DROP TABLE runs; --\"") == ""
    assert names(fleet) == "cba"


def test_search_by_pandas(fleet):
    client, experiment, made = fleet
    frame = mlflow.search_runs([experiment], order_by=["start_time ASC"])
    assert list(frame["run_id"]) == [made["a"], made["b"], made["c"]]
    assert list(frame["metrics.steps/total"]) == [0, 1, 2]
    assert list(frame["params.lr"]) == ["0.1", "0.01", "1e-3"]
    assert frame["params.rare"].isna().tolist() == [True, True, False]


def test_without_experiments_there_is_nothing(rest):
    assert rest.ok("POST", "runs/search", {"experiment_ids": []}) == {}
    assert rest.ok("POST", "runs/search", {"experiment_ids": ["987654321"]}) == {}


def test_many_experiments_at_once(client, unique):
    experiments = [client.create_experiment(unique()) for _ in range(3)]
    runs = {client.create_run(experiment).info.run_id for experiment in experiments}
    assert {run.info.run_id for run in client.search_runs(experiments)} == runs
