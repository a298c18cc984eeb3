"""A client of the register's REST API for programs in Python: ``Client`` waits for each answer, ``AsyncClient`` does
not. Lists carry their cursor, the log is followed and gone on with, every error is an exception of its own kind.
"""

from sor.client.answers import Status, Unit
from sor.client.asynchronous import AsyncClient, AsyncFeed
from sor.client.errors import (
    BadRequest,
    Conflict,
    NotAllowed,
    NotAuthenticated,
    NotFound,
    ProblemError,
    Refused,
    SorError,
    StartOver,
    Unavailable,
    Unreachable,
    UnreadableAnswer,
)
from sor.client.feed import Position
from sor.client.log_answers import ChangeAnswer, Entry, Job
from sor.client.sync import Client, Feed

__all__ = [
    "AsyncClient",
    "AsyncFeed",
    "BadRequest",
    "ChangeAnswer",
    "Client",
    "Conflict",
    "Entry",
    "Feed",
    "Job",
    "NotAllowed",
    "NotAuthenticated",
    "NotFound",
    "Position",
    "ProblemError",
    "Refused",
    "SorError",
    "StartOver",
    "Status",
    "Unavailable",
    "Unit",
    "Unreachable",
    "UnreadableAnswer",
]
