"""What can go wrong, by what to do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class SlipwayError(Exception):
    """An answer that is no success. ``issues`` say what is wrong where, as the server sent them."""

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        issues: Sequence[Mapping[str, Any]] = (),
        request_id: str | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.issues = list(issues)
        self.request_id = request_id


class InvalidInputError(SlipwayError):
    """What was sent does not fit: change it."""


class UnauthenticatedError(SlipwayError):
    """The token is missing or unknown."""


class ForbiddenError(SlipwayError):
    """The token is not allowed to do this."""


class NotFoundError(SlipwayError):
    """There is no such study or trial."""


class ConflictError(SlipwayError):
    """It contradicts what is there already."""


class UnavailableError(SlipwayError):
    """The service could not be reached, or failed, for as long as it was tried again."""

    retry_after: float = 0.0
    """Seconds that the server asks to wait."""


class TrialPruned(Exception):
    """Raise it in the function of ``Study.optimize`` to end a trial that was told to stop."""


_BY_STATUS = {
    401: UnauthenticatedError,
    403: ForbiddenError,
    404: NotFoundError,
    409: ConflictError,
    429: UnavailableError,
}


def error_of(status: int, problem: Mapping[str, Any]) -> SlipwayError:
    """The error of an answer; ``problem`` is its body (RFC 9457), empty when something else answered."""
    kind = _BY_STATUS.get(status, UnavailableError if status >= 500 else InvalidInputError)
    message = str(problem.get("detail") or f"the server answered {status} without saying why")
    issues = problem.get("issues")
    return kind(
        message,
        status=status,
        issues=issues if isinstance(issues, list) else (),
        request_id=problem.get("requestId"),
    )
