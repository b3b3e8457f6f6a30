"""Webhooks: their life, their refusals, and deliveries that arrive signed."""

import base64
import hashlib
import hmac
import json
import queue
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from mlflow.entities.webhook import WebhookStatus
from mlflow.exceptions import MlflowException

EVENTS = ["registered_model.created", "model_version.created", "model_version_tag.set", "model_version_tag.deleted",
          "model_version_alias.created", "model_version_alias.deleted"]


@pytest.fixture
def receiver():
    """A receiver on this machine: `url`, and `received`, a queue of (path, headers, body)."""
    received = queue.Queue()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.put((self.path, self.headers, body))
            failing = self.path.startswith("/fail")
            self.send_response(400 if failing else 200)
            self.end_headers()
            self.wfile.write(b"refused" if failing else b"thanks")

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.received = received
    server.url = f"http://127.0.0.1:{server.server_port}"
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def webhook(client, unique):
    made = []

    def make(**options):
        options = {"name": unique("hook"), "url": "https://example.com/hook", "events": ["model_version.created"], **options}
        made.append(client.create_webhook(**options))
        return made[-1]

    yield make
    for each in made:
        try:
            client.delete_webhook(each.webhook_id)
        except MlflowException:
            pass


def test_life_of_a_webhook(rest, client, webhook):
    made = webhook(description="words", secret="geheim", status="DISABLED")
    assert (made.description, made.status, str(made.events[0])) == ("words", WebhookStatus.DISABLED, "model_version.created")
    assert "geheim" not in rest("GET", f"webhooks/{made.webhook_id}").text
    changed = client.update_webhook(made.webhook_id, name="other-name", description="more", status="ACTIVE", events=EVENTS[:2],
                                    url="https://example.com/other")
    assert (changed.name, changed.description, changed.status, changed.url) == ("other-name", "more", WebhookStatus.ACTIVE, "https://example.com/other")
    assert sorted(str(event) for event in client.get_webhook(made.webhook_id).events) == sorted(EVENTS[:2])
    assert made.webhook_id in [each.webhook_id for each in client.list_webhooks()]
    client.delete_webhook(made.webhook_id)
    with pytest.raises(MlflowException, match="not found") as refusal:
        client.get_webhook(made.webhook_id)
    assert refusal.value.error_code == "RESOURCE_DOES_NOT_EXIST"


def test_pages(client, webhook):
    made = {webhook().webhook_id for _ in range(3)}
    seen, token = set(), None
    while True:
        page = client.list_webhooks(max_results=1, page_token=token)
        seen |= {each.webhook_id for each in page}
        token = page.token
        if not token:
            break
    assert made <= seen


@pytest.mark.parametrize("body, message", [
    ({"name": ""}, "Missing value for required parameter 'name'"),
    ({"name": 5}, "Invalid value 5 for parameter 'name' supplied"),
    ({"name": "-x"}, "Webhook name '-x' is invalid"),
    ({"name": "a b"}, "Webhook name 'a b' is invalid"),
    ({"name": "x" * 64}, "is invalid"),
    ({"url": ""}, "Missing value for required parameter 'url'"),
    ({"url": "nothing"}, "Invalid"),
    ({"url": "ftp://example.com/x"}, "Invalid webhook URL scheme"),
    ({"events": []}, "Webhook events must be a non-empty list"),
    ({"events": "x"}, "Invalid value \"x\" for parameter 'events' supplied"),
    ({"events": [{"entity": "REGISTERED_MODEL", "action": "SET"}]}, "Invalid action"),
])
def test_refused_creations(rest, body, message):
    whole = {"name": "hook", "url": "https://example.com/hook", "events": [{"entity": "MODEL_VERSION", "action": "CREATED"}], **body}
    rest.refused("POST", "webhooks", whole, message=message)


def test_unknown_webhooks_are_not_found(rest):
    for method, path, body in [("GET", "webhooks/absent", None), ("PATCH", "webhooks/absent", {"name": "x"}), ("DELETE", "webhooks/absent", None)]:
        rest.refused(method, path, body, status=404, code="RESOURCE_DOES_NOT_EXIST", message="absent")


def test_a_test_shows_what_the_receiver_said(client, webhook, receiver):
    result = client.test_webhook(webhook(url=f"{receiver.url}/ok").webhook_id)
    assert (result.success, result.response_status, result.response_body) == (True, 200, "thanks")
    body = json.loads(receiver.received.get(timeout=10)[2])
    assert (body["entity"], body["action"]) == ("model_version", "created")
    result = client.test_webhook(webhook(url=f"{receiver.url}/fail").webhook_id)
    assert (result.success, result.response_status, result.response_body) == (False, 400, "refused")
    result = client.test_webhook(webhook(url="http://127.0.0.1:9/closed").webhook_id)
    assert (result.success, bool(result.error_message)) == (False, True)


def test_events_arrive_signed(client, webhook, receiver, unique):
    webhook(url=f"{receiver.url}/hook", events=EVENTS, secret="geheim")
    name = unique("model")
    client.create_registered_model(name, {"a": "b"}, "words")
    client.create_model_version(name, "s3://bucket/x", description="v")
    client.set_model_version_tag(name, "1", "k", "v")
    client.delete_model_version_tag(name, "1", "k")
    client.set_registered_model_alias(name, "champion", "1")
    client.delete_registered_model_alias(name, "champion")
    expected = {
        "registered_model.created": {"name": name, "tags": {"a": "b"}, "description": "words"},
        "model_version.created": {"name": name, "version": "1", "source": "s3://bucket/x", "run_id": None, "tags": {}, "description": "v"},
        "model_version_tag.set": {"name": name, "version": "1", "key": "k", "value": "v"},
        "model_version_tag.deleted": {"name": name, "version": "1", "key": "k"},
        "model_version_alias.created": {"name": name, "alias": "champion", "version": "1"},
        "model_version_alias.deleted": {"name": name, "alias": "champion"},
    }
    got = {}
    while len(got) < len(expected):
        path, headers, body = receiver.received.get(timeout=20)
        event = json.loads(body)
        if event["data"]["name"] != name:
            continue
        got[f"{event['entity']}.{event['action']}"] = event["data"]
        signed = f"{headers['X-MLflow-Delivery-Id']}.{headers['X-MLflow-Timestamp']}.{body.decode()}"
        digest = hmac.new(b"geheim", signed.encode(), hashlib.sha256).digest()
        assert headers["X-MLflow-Signature"] == "v1," + base64.b64encode(digest).decode()
        assert headers["Content-Type"] == "application/json"
    assert got == expected
