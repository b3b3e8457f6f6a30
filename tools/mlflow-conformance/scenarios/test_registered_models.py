"""Registered models: their life, tags, aliases, search."""

import time

import pytest
from mlflow.exceptions import MlflowException

SOURCE = "s3://bucket/model"


@pytest.fixture
def model(client, unique):
    return client.create_registered_model(unique("model")).name


def test_life_of_a_model(client, unique):
    before = int(time.time() * 1000) - 1000
    name = unique("mödel.with space-_")
    created = client.create_registered_model(name, {"a": "1", "ü": "✓"}, "words\nof it")
    assert (created.name, created.description, created.tags) == (name, "words\nof it", {"a": "1", "ü": "✓"})
    assert before <= created.creation_timestamp == created.last_updated_timestamp
    client.update_registered_model(name, "other words")
    updated = client.get_registered_model(name)
    assert updated.description == "other words"
    assert updated.last_updated_timestamp >= created.last_updated_timestamp
    other = unique("renamed")
    client.create_model_version(name, SOURCE)
    client.rename_registered_model(name, other)
    assert client.get_registered_model(other).description == "other words"
    assert client.get_model_version(other, "1").name == other
    with pytest.raises(MlflowException, match=f"Registered Model with name={name} not found"):
        client.get_registered_model(name)
    client.delete_registered_model(other)
    with pytest.raises(MlflowException, match="not found") as refusal:
        client.get_registered_model(other)
    assert refusal.value.error_code == "RESOURCE_DOES_NOT_EXIST"
    with pytest.raises(MlflowException, match="not found"):
        client.get_model_version(other, "1")


def test_a_name_is_taken_once(rest, model):
    rest.refused("POST", "registered-models/create", {"name": model}, code="RESOURCE_ALREADY_EXISTS",
                 message=f"Registered Model (name={model}) already exists.")


def test_a_rename_to_a_taken_name_is_refused(rest, client, model, unique):
    other = client.create_registered_model(unique()).name
    rest.refused("POST", "registered-models/rename", {"name": model, "new_name": other}, code="RESOURCE_ALREADY_EXISTS")


def test_a_deleted_name_is_free_again_and_counts_anew(client, model):
    client.create_model_version(model, SOURCE)
    client.delete_registered_model(model)
    client.create_registered_model(model)
    assert client.create_model_version(model, SOURCE).version in ("1", 1)


@pytest.mark.parametrize("body, message", [
    ({}, "Missing value for required parameter 'name'"),
    ({"name": ""}, "Missing value for required parameter 'name'"),
    ({"name": 5}, "Invalid value 5 for parameter 'name' supplied"),
    ({"name": "a/b"}, "Invalid model name 'a/b'. Names cannot contain '/' or ':'."),
    ({"name": "a:b"}, "Invalid model name 'a:b'. Names cannot contain '/' or ':'."),
    ({"name": "x", "tags": "y"}, "Invalid value \"y\" for parameter 'tags' supplied"),
    ({"name": "x", "description": 5}, "Invalid value 5 for parameter 'description' supplied"),
    ({"name": "x", "tags": [{"key": "k" * 251, "value": "v"}]}, "exceeds the maximum length of 250"),
    ({"name": "x", "tags": [{"key": "k", "value": "v" * 100_001}]}, "exceeds the maximum length of 100000"),
])
def test_refused_creations(rest, body, message):
    rest.refused("POST", "registered-models/create", body, message=message)


def test_unknown_models_are_not_found(rest, unique):
    name = unique()
    not_found = {"status": 404, "code": "RESOURCE_DOES_NOT_EXIST", "message": f"Registered Model with name={name} not found"}
    rest.refused("GET", "registered-models/get", params={"name": name}, **not_found)
    rest.refused("PATCH", "registered-models/update", {"name": name, "description": "x"}, **not_found)
    rest.refused("DELETE", "registered-models/delete", {"name": name}, **not_found)
    rest.refused("POST", "registered-models/rename", {"name": name, "new_name": "x"}, **not_found)
    rest.refused("POST", "registered-models/set-tag", {"name": name, "key": "k", "value": "v"}, **not_found)
    rest.refused("POST", "registered-models/get-latest-versions", {"name": name}, **not_found)
    rest.refused("POST", "model-versions/create", {"name": name, "source": SOURCE}, **not_found)


def test_tags(rest, client, model):
    client.set_registered_model_tag(model, "k", "1")
    client.set_registered_model_tag(model, "k", "2")
    client.set_registered_model_tag(model, "long", "x" * 100_000)
    assert client.get_registered_model(model).tags["k"] == "2"
    client.delete_registered_model_tag(model, "k")
    client.delete_registered_model_tag(model, "k")
    assert set(client.get_registered_model(model).tags) == {"long"}
    for body, message in [
        ({"key": "k", "value": "x" * 100_001}, "exceeds the maximum length of 100000"),
        ({"key": "k" * 251, "value": "x"}, "exceeds the maximum length of 250"),
        ({"value": "x"}, "Missing value for required parameter 'key'"),
    ]:
        rest.refused("POST", "registered-models/set-tag", {"name": model, **body}, message=message)


def test_aliases(rest, client, model):
    for _ in range(3):
        client.create_model_version(model, SOURCE)
    client.set_registered_model_alias(model, "champion", "1")
    client.set_registered_model_alias(model, "challenger", "2")
    assert {k: str(v) for k, v in client.get_registered_model(model).aliases.items()} == {"champion": "1", "challenger": "2"}
    assert client.get_model_version_by_alias(model, "champion").version in ("1", 1)
    assert client.get_model_version(model, "2").aliases == ["challenger"]
    client.set_registered_model_alias(model, "champion", "2")
    assert sorted(client.get_model_version(model, "2").aliases) == ["challenger", "champion"]
    assert client.get_model_version(model, "1").aliases == []
    assert client.get_model_version_by_alias(model, "latest").version in ("3", 3)
    client.delete_registered_model_alias(model, "champion")
    client.delete_registered_model_alias(model, "champion")
    rest.refused("GET", "registered-models/alias", params={"name": model, "alias": "champion"},
                 message="Registered model alias champion not found.")
    client.delete_model_version(model, "2")
    assert client.get_registered_model(model).aliases == {}


@pytest.mark.parametrize("body, message", [
    ({"version": "1"}, "Missing value for required parameter 'alias'"),
    ({"alias": "a"}, "Missing value for required parameter 'version'"),
    ({"alias": "latest", "version": "1"}, "'latest' alias name (case insensitive) is reserved."),
    ({"alias": "v12", "version": "1"}, "Version aliases are not allowed|v12"),
    ({"alias": "a b", "version": "1"}, "Names may only contain alphanumerics, underscores (_), and dashes (-)."),
    ({"alias": "a" * 256, "version": "1"}, "exceeds the maximum length of 255"),
    ({"alias": "a", "version": "x"}, "Parameter 'version' must be an integer, got 'x'."),
])
def test_refused_aliases(rest, client, model, body, message):
    client.create_model_version(model, SOURCE)
    text = rest.refused("POST", "registered-models/alias", {"name": model, **body})
    assert any(part in text for part in message.split("|")), text


def test_an_alias_of_an_absent_version_is_not_found(rest, model):
    rest.refused("POST", "registered-models/alias", {"name": model, "alias": "a", "version": "7"},
                 status=404, code="RESOURCE_DOES_NOT_EXIST", message=f"Model Version (name={model}, version=7) not found")


def test_latest_versions(rest, client, model):
    for _ in range(3):
        client.create_model_version(model, SOURCE)
    client.transition_model_version_stage(model, "1", "Production")
    found = {(v.current_stage, str(v.version)) for v in client.get_latest_versions(model)}
    assert found == {("Production", "1"), ("None", "3")}
    assert [str(v.version) for v in client.get_latest_versions(model, ["Production"])] == ["1"]
    assert [str(v.version) for v in client.get_latest_versions(model, ["None", "Staging"])] == ["3"]
    assert {(v.current_stage, str(v.version)) for v in client.get_registered_model(model).latest_versions} == found
    assert rest.ok("GET", "registered-models/get-latest-versions", params={"name": model, "stages": ["Production"]})["model_versions"][0]["version"] == "1"
    rest.refused("POST", "registered-models/get-latest-versions", {"name": model, "stages": ["Nowhere"]}, message="Invalid Model Version stage: Nowhere")


def test_search(rest, client, unique):
    word = unique("S")
    names = [f"{word}-{suffix}" for suffix in ("a", "B", "c")]
    for number, name in enumerate(names):
        client.create_registered_model(name, {"number": str(number), "Case": "Yes" if number else "yes"})

    def found(text, **options):
        return [m.name.removeprefix(f"{word}-") for m in client.search_registered_models(f"name LIKE '{word}%' {text}", **options)]

    assert sorted(found("")) == ["B", "a", "c"]
    assert found("AND tags.number = '1'") == ["B"]
    assert sorted(found("AND tag.number != '1'")) == ["a", "c"]
    assert found("AND tags.`Case` LIKE 'y%'") == ["a"]
    assert len(found("AND tags.`Case` ILIKE 'y%'")) == 3
    assert found(f"AND name = '{names[2]}'") == ["c"]
    assert found(f"AND name ILIKE '{word.lower()}-b'") == ["B"]
    assert len(found("", order_by=["name DESC"])) == 3
    assert found("", order_by=["last_updated_timestamp DESC", "name"])[0] == "c"
    first = client.search_registered_models(f"name LIKE '{word}%'", max_results=2)
    second = client.search_registered_models(f"name LIKE '{word}%'", max_results=2, page_token=first.token)
    assert sorted(m.name for m in list(first) + list(second)) == sorted(names)
    assert not second.token


@pytest.mark.parametrize("params", [
    {"filter": "nothing = 'x'"}, {"filter": "name > 'x'"}, {"filter": "name = x"}, {"filter": "name"}, {"filter": "name = 'x' OR name = 'y'"},
    {"max_results": 1001}, {"page_token": "nonsense"}, {"order_by": ["nothing"]}, {"order_by": ["name UP"]},
    {"filter": "run_id = 'x'"}, {"filter": "tags.x > 'y'"},
])
def test_refused_searches(rest, params):
    rest.refused("GET", "registered-models/search", params=params)


def test_hostile_names(rest, client, unique):
    for name in [unique("'; DROP TABLE x; --"), unique("../up"), unique("a\\b"), unique("ünï ✓"), unique(" lead"), unique("%s{}$")]:
        response = rest("POST", "registered-models/create", {"name": name})
        if response.status_code == 200:
            assert rest.ok("GET", "registered-models/get", params={"name": name})["registered_model"]["name"] == name
            assert [m.name for m in client.search_registered_models("name = \"" + name + "\"")] == [name]
        else:
            assert response.json()["error_code"] == "INVALID_PARAMETER_VALUE"
