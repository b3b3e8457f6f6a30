"""Tune with Slipway: ask for trials, report how they go, tell their results."""

from ._errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    SlipwayError,
    TrialPruned,
    UnauthenticatedError,
    UnavailableError,
)
from ._parameters import Categorical, Fixed, Float, Int, Ordinal, Parameter
from ._study import Study
from ._trial import FinishedTrial, Trial

__version__ = "0.1.0"

__all__ = [
    "Categorical",
    "ConflictError",
    "FinishedTrial",
    "Fixed",
    "Float",
    "ForbiddenError",
    "Int",
    "InvalidInputError",
    "NotFoundError",
    "Ordinal",
    "Parameter",
    "SlipwayError",
    "Study",
    "Trial",
    "TrialPruned",
    "UnauthenticatedError",
    "UnavailableError",
]
