"""Requests to the service, tried again while it can't be reached."""

from __future__ import annotations

import http.client
import json
import random
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from typing import Any

from ._errors import SlipwayError, UnavailableError, error_of

_MOST_BYTES = 64 * 1024 * 1024
"""Of an answer: something that sends more is not Slipway."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would take the token to another server."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


class Connection:
    """Speaks JSON with the service. Safe for many threads.

    A request that fails because of the network or a server that is starting is sent again, after pauses that grow from
    0.2 to 10 seconds with jitter, for ``retry_for`` seconds. ``timeout`` is that of one try, in seconds.
    """

    def __init__(self, url: str, token: str | None, *, timeout: float = 60, retry_for: float = 300) -> None:
        if urllib.parse.urlsplit(url).scheme not in ("http", "https"):
            raise ValueError(f"{url!r} is no URL of a server: it begins with http:// or https://")
        self.url = url.rstrip("/")
        self._token = token
        self._timeout = timeout
        self._retry_for = retry_for
        self._opener = urllib.request.build_opener(_NoRedirect)

    def __repr__(self) -> str:
        return f"Connection({self.url!r})"

    def get(self, path: str, query: Mapping[str, Any] | None = None) -> Any:
        given = {name: value for name, value in (query or {}).items() if value is not None}
        return self._request("GET", f"{path}?{urllib.parse.urlencode(given)}" if given else path)

    def post(self, path: str, body: Any = None, *, is_repeatable: bool = True) -> Any:
        """``is_repeatable``: whether it does the same when it is sent twice; otherwise it is sent once."""
        return self._request("POST", path, body, is_repeatable)

    def _request(self, method: str, path: str, body: Any = None, is_repeatable: bool = True) -> Any:
        end = time.monotonic() + self._retry_for
        pause = 0.2
        while True:
            try:
                return self._send(method, path, body)
            except UnavailableError as error:
                wait = max(random.uniform(0, pause), error.retry_after)
                if not is_repeatable or time.monotonic() + wait > end:
                    raise
            time.sleep(wait)
            pause = min(2 * pause, 10)

    def _send(self, method: str, path: str, body: Any) -> Any:
        headers = {"Accept": "application/json", "User-Agent": "slipway-python"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        data = None
        if method == "POST" and body is not None:
            headers["Content-Type"] = "application/json"
            data = json.dumps(body, allow_nan=False).encode()
        request = urllib.request.Request(self.url + path, data=data, headers=headers, method=method)
        try:
            with self._opener.open(request, timeout=self._timeout) as answer:
                text = answer.read(_MOST_BYTES + 1)
        except urllib.error.HTTPError as answer:
            raise _error_of(answer) from None
        except (OSError, http.client.HTTPException) as error:
            raise UnavailableError(f"cannot reach {self.url}: {error}") from error
        try:
            return json.loads(text)
        except ValueError as error:
            raise UnavailableError(f"{self.url} did not answer as Slipway does") from error


def _error_of(answer: urllib.error.HTTPError) -> SlipwayError:
    with answer:
        try:
            problem = json.loads(answer.read(1024 * 1024))
        except (ValueError, OSError, http.client.HTTPException):
            problem = None
    error = error_of(answer.code, problem if isinstance(problem, dict) else {})
    after = answer.headers.get("Retry-After", "")
    if isinstance(error, UnavailableError) and after.isdigit():
        error.retry_after = min(float(after), 60.0)
    return error
