"""Artifacts through the server: files, directories, texts, figures, hostile paths."""

import os
from pathlib import Path

import mlflow
import pytest
import requests

from conftest import URL


def listed(client, run_id, path=None):
    return [(f.path, f.is_dir, f.file_size) for f in client.list_artifacts(run_id, path)]


def test_a_file_and_a_directory(client, run_id, tmp_path):
    (tmp_path / "d" / "deep").mkdir(parents=True)
    (tmp_path / "d" / "a.txt").write_text("hello")
    (tmp_path / "d" / "deep" / "ü b.bin").write_bytes(bytes(range(256)) * 100)
    (tmp_path / "d" / ".hidden").write_text("")
    client.log_artifact(run_id, str(tmp_path / "d" / "a.txt"))
    client.log_artifact(run_id, str(tmp_path / "d" / "a.txt"), "sub/folder")
    client.log_artifacts(run_id, str(tmp_path / "d"), "whole")
    assert listed(client, run_id) == [("a.txt", False, 5), ("sub", True, None), ("whole", True, None)]
    assert listed(client, run_id, "sub") == [("sub/folder", True, None)]
    assert listed(client, run_id, "sub/folder") == [("sub/folder/a.txt", False, 5)]
    # Of an empty file MLflow does not tell the size.
    assert sorted((path, is_dir, size or None) for path, is_dir, size in listed(client, run_id, "whole")) == [
        ("whole/.hidden", False, None), ("whole/a.txt", False, 5), ("whole/deep", True, None),
    ]
    assert listed(client, run_id, "absent") == []
    target = client.download_artifacts(run_id, "whole", str(tmp_path))
    assert (Path(target) / "deep" / "ü b.bin").read_bytes() == bytes(range(256)) * 100
    assert (Path(target) / ".hidden").read_text() == ""
    assert Path(mlflow.artifacts.download_artifacts(run_id=run_id, artifact_path="a.txt", dst_path=str(tmp_path))).read_text() == "hello"


def test_the_second_upload_replaces_the_first(client, run_id):
    client.log_text(run_id, "one", "x.txt")
    client.log_text(run_id, "two, longer", "x.txt")
    assert mlflow.artifacts.load_text(f"runs:/{run_id}/x.txt") == "two, longer"


def test_texts_dicts_figures_tables(client, experiment):
    from matplotlib.figure import Figure

    with mlflow.start_run(experiment_id=experiment) as run:
        mlflow.log_text("tëxt", "text.md")
        mlflow.log_dict({"a": [1, 2], "b": {"c": None}}, "dir/data.json")
        mlflow.log_dict({"a": 1}, "data.yaml")
        figure = Figure()
        figure.subplots().plot([1, 2])
        mlflow.log_figure(figure, "plot.png")
        mlflow.log_table({"x": [1, 2]}, "table.json")
        mlflow.log_table({"x": [3]}, "table.json")
    root = f"runs:/{run.info.run_id}"
    assert mlflow.artifacts.load_text(f"{root}/text.md") == "tëxt"
    assert mlflow.artifacts.load_dict(f"{root}/dir/data.json") == {"a": [1, 2], "b": {"c": None}}
    assert mlflow.artifacts.load_image(f"{root}/plot.png").size[0] > 0
    assert list(client.load_table(experiment, "table.json", run_ids=[run.info.run_id])["x"]) == [1, 2, 3]


def test_the_root_uri(rest, client, run_id):
    client.log_text(run_id, "x", "x.txt")
    answer = rest.ok("GET", "artifacts/list", params={"run_id": run_id})
    assert answer["root_uri"] == client.get_run(run_id).info.artifact_uri
    assert answer["files"] == [{"path": "x.txt", "is_dir": False, "file_size": 1}]


def test_deletion(client, run_id):
    from mlflow.store.artifact.artifact_repository_registry import get_artifact_repository

    client.log_text(run_id, "x", "dir/x.txt")
    client.log_text(run_id, "y", "dir/y.txt")
    repository = get_artifact_repository(client.get_run(run_id).info.artifact_uri)
    repository.delete_artifacts("dir/x.txt")
    assert listed(client, run_id, "dir") == [("dir/y.txt", False, 1)]
    repository.delete_artifacts("dir")
    assert listed(client, run_id) == []


def test_the_proxy_itself(client, experiment, run_id):
    root = f"{URL}/api/2.0/mlflow-artifacts/artifacts"
    path = f"{experiment}/{run_id}/artifacts"
    assert requests.put(f"{root}/{path}/a b/ü.txt", data=b"content", timeout=5).status_code == 200
    got = requests.get(f"{root}/{path}/a b/ü.txt", timeout=5)
    assert (got.status_code, got.content) == (200, b"content")
    files = requests.get(root, params={"path": path}, timeout=5).json()
    assert files == {"files": [{"path": "a b", "is_dir": True}]}
    assert requests.get(root, params={"path": f"{path}/a b"}, timeout=5).json() == {
        "files": [{"path": "ü.txt", "is_dir": False, "file_size": 7}]
    }
    assert requests.get(f"{root}/{path}/absent.txt", timeout=5).status_code in (404, 500)
    assert requests.delete(f"{root}/{path}/a b/ü.txt", timeout=5).json() == {}


@pytest.mark.parametrize("path", [
    "../x", "..", "a/../../x", "/etc/passwd", "%2e%2e/x", "..%2fx", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", pytest.param("..\\x", marks=pytest.mark.slipway),
    "%252e%252e%252fx", "a/%2e%2e/%2e%2e/x", "C:\\x", "file:///etc/passwd",
])
def test_hostile_paths_are_refused(rest, run_id, path):
    rest.refused("GET", "artifacts/list", params={"run_id": run_id, "path": path}, message="Invalid path")
    for method in ("GET", "PUT", "DELETE"):
        session = requests.Session()
        request = session.prepare_request(requests.Request(method, f"{URL}/x", data=b"x" if method == "PUT" else None))
        request.url = f"{URL}/api/2.0/mlflow-artifacts/artifacts/{path}"
        answer = session.send(request, timeout=5)
        assert answer.status_code in (400, 404, 405) or path == "/etc/passwd" and method == "DELETE", f"{method} {path}: {answer.status_code} {answer.text}"
        assert "root:" not in answer.text
    listing = requests.get(f"{URL}/api/2.0/mlflow-artifacts/artifacts", params={"path": path}, timeout=5)
    assert listing.status_code in (400, 404)


def test_downloads_for_the_web_page(rest, client, run_id):
    client.log_text(run_id, "<script>alert(1)</script>", "page.html")
    got = requests.get(f"{URL}/get-artifact", params={"run_id": run_id, "path": "page.html"}, timeout=5)
    assert (got.status_code, got.text) == (200, "<script>alert(1)</script>")
    assert "attachment" in got.headers["Content-Disposition"]
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    refused = requests.get(f"{URL}/get-artifact", params={"run_id": run_id, "path": "../x"}, timeout=5)
    assert (refused.status_code, refused.json()["message"]) == (400, "Invalid path")


def test_uploads_of_the_web_page(client, run_id):
    def upload(params, data=b"x"):
        return requests.post(f"{URL}/ajax-api/2.0/mlflow/upload-artifact", params=params, data=data, timeout=5)

    assert upload({"run_uuid": run_id, "path": "up/loaded.txt"}, b"content").status_code == 200
    assert mlflow.artifacts.load_text(f"runs:/{run_id}/up/loaded.txt") == "content"
    for params, data, message in [
        ({"path": "x"}, b"x", "Request must specify run_uuid."),
        ({"run_uuid": run_id}, b"x", "Request must specify path."),
        ({"run_uuid": run_id, "path": "x"}, b"", "Request must specify data."),
        ({"run_uuid": run_id, "path": "x"}, b"x" * (10 * 1024 * 1024 + 1), "Artifact size is too large. Max size is 10MB."),
        ({"run_uuid": run_id, "path": "../x"}, b"x", "Invalid path"),
    ]:
        answer = upload(params, data)
        assert (answer.status_code, answer.json()["message"]) == (400, message)


def test_a_large_file_arrives_whole(client, run_id, tmp_path):
    content = os.urandom(1 << 20) * 40
    (tmp_path / "large.bin").write_bytes(content)
    client.log_artifact(run_id, str(tmp_path / "large.bin"))
    (tmp_path / "back").mkdir()
    assert Path(client.download_artifacts(run_id, "large.bin", str(tmp_path / "back"))).read_bytes() == content


def test_artifacts_of_absent_runs(rest):
    rest.refused("GET", "artifacts/list", params={"run_id": "0" * 32}, status=404, code="RESOURCE_DOES_NOT_EXIST")


def test_many_files_are_all_listed(client, run_id):
    from concurrent.futures import ThreadPoolExecutor

    root = f"{URL}/api/2.0/mlflow-artifacts/artifacts/" + client.get_run(run_id).info.artifact_uri.removeprefix("mlflow-artifacts:/")
    session = requests.Session()
    with ThreadPoolExecutor(4) as pool:
        assert all(r.ok for r in pool.map(lambda n: session.put(f"{root}/many/{n:04}.txt", data=b"x", timeout=30), range(120)))
    assert len(client.list_artifacts(run_id, "many")) == 120
