"""optuna-dashboard on the storage: its pages and what they ask for."""

import json
from io import BytesIO

import optuna
from optuna_dashboard import wsgi


def get(app, path):
    answer = {}

    def start(status, headers, _=None):
        answer["status"] = status

    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "wsgi.errors": BytesIO(),
    }
    body = b"".join(app(environ, start))
    assert answer["status"].startswith("200"), (path, answer, body)
    return body


def test_the_dashboard_shows_studies_and_trials(storage):
    study = optuna.create_study(storage=storage, study_name="shown")

    def objective(trial):
        trial.report(1.0, 0)
        trial.set_user_attr("note", "text")
        return trial.suggest_float("x", 0, 1)

    study.optimize(objective, n_trials=5)
    app = wsgi(storage)
    summaries = json.loads(get(app, "/api/studies"))["study_summaries"]
    assert [summary["study_name"] for summary in summaries] == ["shown"]
    detail = json.loads(get(app, f"/api/studies/{study._study_id}"))
    assert [trial["number"] for trial in detail["trials"]] == [0, 1, 2, 3, 4]
    assert detail["trials"][0]["intermediate_values"] == [{"step": 0, "value": 1.0}]
    assert b"<html" in get(app, "/dashboard/").lower()
