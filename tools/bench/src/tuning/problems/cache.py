"""Results that never change, kept below ~/.cache/slipway/tuning."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

FOLDER = Path.home() / ".cache/slipway/tuning"


def cached(key: str, make: Callable[[], Any]) -> Any:
    """The JSON value kept for a key, or a new one, which is then kept."""
    file = FOLDER / f"{key}.json"
    if file.exists():
        return json.loads(file.read_text())
    value = make()
    file.parent.mkdir(parents=True, exist_ok=True)
    # Nobody reads half a file.
    temporary = file.with_suffix(f".{os.getpid()}")
    temporary.write_text(json.dumps(value))
    temporary.replace(file)
    return value
