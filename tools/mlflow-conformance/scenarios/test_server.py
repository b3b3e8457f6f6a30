"""What a client asks a server about itself, and how requests may look."""

import json

import pytest
import requests

from conftest import URL


def test_health_and_version():
    assert requests.get(f"{URL}/health", timeout=5).text == "OK"
    assert requests.get(f"{URL}/version", timeout=5).text.startswith("3.")


@pytest.mark.parametrize("root", ["/api", "/ajax-api"])
def test_server_info(rest, root):
    info = rest.ok("GET", "server-info", root=f"{root}/3.0/mlflow")
    assert info["store_type"] == "SqlStore"
    assert info["workspaces_enabled"] is False


@pytest.mark.parametrize("root", ["/api/2.0/mlflow", "/ajax-api/2.0/mlflow"])
def test_both_roots_serve_the_same(rest, root):
    assert rest.ok("GET", "experiments/get", params={"experiment_id": "0"}, root=root)["experiment"]["name"] == "Default"


def test_an_unknown_route_is_404_and_a_wrong_method_405(rest):
    assert rest("GET", "experiments/nothing").status_code == 404
    assert rest("GET", "experiments/create").status_code == 405


def test_a_body_without_content_type_is_refused():
    response = requests.post(f"{URL}/api/2.0/mlflow/experiments/create", data=json.dumps({"name": "x"}), timeout=5)
    assert response.status_code == 400
    assert response.json()["error_code"] == "INVALID_PARAMETER_VALUE"
    assert response.json()["message"] == "Bad Request. Content-Type header is missing."


def test_another_content_type_is_refused():
    response = requests.post(
        f"{URL}/api/2.0/mlflow/experiments/create",
        data="name=x",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        timeout=5,
    )
    assert response.status_code == 400
    assert response.json()["message"] == "Bad Request. Content-Type must be one of ['application/json']."


def test_a_content_type_with_a_charset_is_accepted(unique):
    response = requests.post(
        f"{URL}/api/2.0/mlflow/experiments/create",
        data=json.dumps({"name": unique()}),
        headers={"Content-Type": "application/json; charset=utf-8"},
        timeout=5,
    )
    assert response.status_code == 200


@pytest.mark.parametrize("body", ["", "{", "nothing", "null"])
def test_a_body_that_is_no_object_has_no_parameters(body):
    response = requests.post(
        f"{URL}/api/2.0/mlflow/experiments/create",
        data=body,
        headers={"Content-Type": "application/json"},
        timeout=5,
    )
    assert response.status_code == 400
    assert response.json()["error_code"] == "INVALID_PARAMETER_VALUE"


def test_unknown_fields_are_ignored(rest, unique):
    rest.ok("POST", "experiments/create", {"name": unique(), "colour": "green"})


def test_json_that_was_encoded_twice_is_understood(rest, unique):
    response = requests.post(
        f"{URL}/api/2.0/mlflow/experiments/create",
        data=json.dumps(json.dumps({"name": unique()})),
        headers={"Content-Type": "application/json"},
        timeout=5,
    )
    assert response.status_code == 200


def test_int64_are_numbers_and_may_be_sent_as_texts(rest, experiment):
    run = rest.ok("POST", "runs/create", {"experiment_id": experiment, "start_time": "1234567890123"})["run"]
    assert run["info"]["start_time"] == 1234567890123


def test_camel_case_is_understood_and_both_spellings_at_once_are_refused(rest, unique):
    created = rest.ok("POST", "experiments/create", {"name": unique(), "artifactLocation": "s3://bucket/x"})
    got = rest.ok("GET", "experiments/get", params={"experiment_id": created["experiment_id"]})
    assert got["experiment"]["artifact_location"] == "s3://bucket/x"
    rest.refused(
        "POST",
        "experiments/create",
        {"name": unique(), "artifactLocation": "s3://bucket/x", "artifact_location": "s3://bucket/y"},
        message="artifact_location",
    )
