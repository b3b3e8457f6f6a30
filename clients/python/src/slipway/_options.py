"""What a study is told when it is made."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Sequence


def setting(what: str, given: str | None, variable: str, default: str | None = None) -> str:
    """What was given, or what the environment says.

    :raises ValueError: when there is neither
    """
    value = given or os.environ.get(variable) or default
    if value:
        return value
    raise ValueError(f"the study has no {what}: give {what}=… or set {variable}")


def objectives_of(minimize: str | Sequence[str], maximize: str | Sequence[str]) -> list[dict[str, str]]:
    """Objectives as the API has them: those to be minimised first."""
    directions = (("minimize", minimize), ("maximize", maximize))
    return [
        {"metric": metric, "direction": direction}
        for direction, metrics in directions
        for metric in ([metrics] if isinstance(metrics, str) else metrics)
    ]


def worker_name() -> str:
    """A name that no other worker has."""
    return f"{socket.gethostname()[:100]}-{os.getpid()}-{secrets.token_hex(3)}"
