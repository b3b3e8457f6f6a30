"""Metrics: latest values, history, pages, special numbers."""

import math

import pytest
from mlflow.entities import Metric


def history(client, run_id, key):
    return [(m.timestamp, m.step, m.value) for m in client.get_metric_history(run_id, key)]


def test_the_latest_is_that_of_the_highest_step_then_time_then_value(client, run_id):
    client.log_batch(run_id, metrics=[
        Metric("m", 5.0, 30, 3), Metric("m", 9.0, 10, 4), Metric("m", 7.0, 20, 4), Metric("m", 8.0, 20, 4),
        Metric("m", 1.0, 99, 0),
    ])
    assert client.get_run(run_id).data.metrics["m"] == 8.0
    client.log_metric(run_id, "m", 100.0, timestamp=1, step=4)
    assert client.get_run(run_id).data.metrics["m"] == 8.0
    client.log_metric(run_id, "m", -1.0, timestamp=1, step=5)
    assert client.get_run(run_id).data.metrics["m"] == -1.0


def test_history_holds_each_point_once(client, run_id):
    points = [(10, 0, 1.0), (10, 0, 2.0), (11, 1, 1.0), (5, -3, 0.5)]
    for timestamp, step, value in points:
        for _ in range(2):
            client.log_metric(run_id, "m", value, timestamp=timestamp, step=step)
    client.log_batch(run_id, metrics=[Metric("m", v, t, s) for t, s, v in points])
    assert sorted(history(client, run_id, "m")) == sorted(points)


def test_special_numbers(rest, client, run_id):
    for key, value in {"nan": math.nan, "inf": math.inf, "minus": -math.inf, "tiny": 5e-324, "zero": -0.0}.items():
        client.log_metric(run_id, key, value, timestamp=1)
    metrics = client.get_run(run_id).data.metrics
    assert math.isnan(metrics["nan"])
    assert metrics["inf"] >= 1.7976931348623157e308
    assert metrics["minus"] <= -1.7976931348623157e308
    assert (metrics["tiny"], metrics["zero"]) == (5e-324, 0.0)
    raw = {m["key"]: m["value"] for m in rest.ok("GET", "runs/get", params={"run_id": run_id})["run"]["data"]["metrics"]}
    assert raw["nan"] == "NaN"
    assert math.isnan(client.get_metric_history(run_id, "nan")[0].value)


def test_a_nan_is_logged_once_too(client, run_id):
    for _ in range(2):
        client.log_metric(run_id, "nan", math.nan, timestamp=1, step=1)
    client.log_metric(run_id, "nan", math.nan, timestamp=1, step=2)
    assert len(history(client, run_id, "nan")) == 2


def test_history_is_paged(rest, client, run_id):
    client.log_batch(run_id, metrics=[Metric("m", float(i), 1000 + i, i) for i in range(25)])
    seen, token = [], None
    while True:
        params = {"run_id": run_id, "metric_key": "m", "max_results": 10, **({"page_token": token} if token else {})}
        page = rest.ok("GET", "metrics/get-history", params=params)
        assert len(page["metrics"]) <= 10
        seen += [m["step"] for m in page["metrics"]]
        token = page.get("next_page_token")
        if not token:
            break
    assert seen == list(range(25))


def test_history_of_what_is_not_there_is_empty(rest, run_id):
    assert rest.ok("GET", "metrics/get-history", params={"run_id": run_id, "metric_key": "absent"}) == {}
    assert rest.ok("GET", "metrics/get-history", params={"run_id": "0" * 32, "metric_key": "absent"}) == {}


def test_history_needs_a_run_and_a_key(rest, run_id):
    rest.refused("GET", "metrics/get-history", params={"run_id": run_id}, message="Missing value for required parameter 'metric_key'")
    rest.refused("GET", "metrics/get-history", params={"metric_key": "m"}, message="Missing value for required parameter 'run_id'")
    rest.refused("GET", "metrics/get-history", params={"run_id": run_id, "metric_key": "m", "page_token": "nonsense", "max_results": 5})


@pytest.mark.parametrize("body, message", [
    ({"value": 1, "timestamp": 1}, "Missing value for required parameter 'key'"),
    ({"key": "k", "timestamp": 1}, "Missing value for required parameter 'value'"),
    ({"key": "k", "value": 1}, "Missing value for required parameter 'timestamp'"),
    ({"key": 5, "value": 1, "timestamp": 1}, "Invalid value 5 for parameter 'key' supplied"),
    ({"key": "k", "value": "x", "timestamp": 1}, "Invalid value \"x\" for parameter 'value' supplied"),
    ({"key": "k", "value": 1, "timestamp": "x"}, "Invalid value \"x\" for parameter 'timestamp' supplied"),
    ({"key": "k", "value": 1, "timestamp": 1, "step": "x"}, "Invalid value \"x\" for parameter 'step' supplied"),
    ({"key": "k" * 251, "value": 1, "timestamp": 1}, "exceeds the maximum length of 250"),
    ({"key": "a#b", "value": 1, "timestamp": 1}, "Names may only contain"),
    ({"key": "../a", "value": 1, "timestamp": 1}, "Invalid value \"../a\" for parameter 'name' supplied"),
])
def test_refused_metrics(rest, run_id, body, message):
    rest.refused("POST", "runs/log-metric", {"run_id": run_id, **body}, message=message)


def test_names_may_be_rich(client, run_id):
    for key in ["a/b/c", "with space", "dots.and-dashes_", "ümläut", "a:b"]:
        client.log_metric(run_id, key, 1.0)
    assert set(client.get_run(run_id).data.metrics) == {"a/b/c", "with space", "dots.and-dashes_", "ümläut", "a:b"}


def test_history_of_many_runs(rest, client, experiment):
    runs = [client.create_run(experiment).info.run_id for _ in range(3)]
    for run_id in runs:
        client.log_batch(run_id, metrics=[Metric("m", float(i), i, i) for i in range(10)])

    def steps(**params):
        found = rest.ok("GET", "metrics/get-history-bulk-interval", params={"run_ids": runs, "metric_key": "m", **params})
        by_run = {run_id: [] for run_id in runs}
        for metric in found.get("metrics", []):
            by_run[metric["run_id"]].append(metric["step"])
        return list(by_run.values())

    assert steps() == [list(range(10))] * 3
    assert steps(start_step=2, end_step=5, max_results=100) == [[2, 3, 4, 5]] * 3
    sampled = steps(max_results=3)
    assert all(run[0] == 0 and run[-1] == 9 and len(run) <= 4 for run in sampled)
    path, root = "metrics/get-history-bulk", "/ajax-api/2.0/mlflow"
    bulk = rest.ok("GET", path, params={"run_id": runs, "metric_key": "m"}, root=root)["metrics"]
    assert len(bulk) == 30
    assert [m["run_id"] for m in bulk] == sorted(r for r in runs for _ in range(10))
    assert len(rest.ok("GET", path, params={"run_id": runs, "metric_key": "m", "max_results": 5}, root=root)["metrics"]) == 5
    rest.refused("GET", path, params={"metric_key": "m"}, root=root, message="GetMetricHistoryBulk request must specify at least one run_id.")
    rest.refused("GET", path, params={"run_id": runs}, root=root, message="GetMetricHistoryBulk request must specify a metric_key.")
    rest.refused("GET", path, params={"run_id": [f"r{i}" for i in range(101)], "metric_key": "m"}, root=root,
                 message="GetMetricHistoryBulk request cannot specify more than 100 run_ids. Received 101 run_ids.")


@pytest.mark.parametrize("params, message", [
    ({"metric_key": "m"}, "Missing value for required parameter 'run_ids'"),
    ({"run_ids": ["a"]}, "Missing value for required parameter 'metric_key'"),
    ({"run_ids": [f"r{i}" for i in range(101)], "metric_key": "m"}, "GetMetricHistoryBulkInterval request must specify at most 100 run_ids. Received 101 run_ids."),
    ({"run_ids": ["a"], "metric_key": "m", "start_step": 1}, "If either start step or end step are specified, both must be specified."),
    ({"run_ids": ["a"], "metric_key": "m", "start_step": 5, "end_step": 1}, "end_step must be greater than start_step. Found start_step=5 and end_step=1."),
    ({"run_ids": ["a"], "metric_key": "m", "max_results": 0}, "max_results must be between 1 and 2500"),
    ({"run_ids": ["a"], "metric_key": "m", "max_results": 2501}, "max_results must be between 1 and 2500"),
])
def test_refused_intervals(rest, params, message):
    rest.refused("GET", "metrics/get-history-bulk-interval", params=params, message=message)
