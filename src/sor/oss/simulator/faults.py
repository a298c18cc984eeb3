"""Faults that can be switched on: of the transport, of a page, and of the data that a municipality sends.

Each is on for one municipality or for all, for so many calls or until it is switched off.
"""

import threading
from collections.abc import Iterator
from typing import Literal, get_args

import msgspec

FaultName = Literal[
    "timeout", "hang", "loading", "server-error", "cut", "half-page", "stale-cursor", "error-in-200",
    "partial-data", "cycle", "two-roots", "no-root", "orphan", "same-uuid-twice", "code-on-two-units", "foreign-code",
    "bad-check-digit", "no-street", "long-name", "null-name", "status-40", "status-49", "lost-answer", "expired-tokens",
]  # fmt: skip

MEANINGS: dict[str, str] = {
    "timeout": "408, as after 120 seconds, at once",
    "hang": "no answer for 30 seconds",
    "loading": "503, as while FK-ORG loads its own data",
    "server-error": "500",
    "cut": "the connection breaks in the middle of an answer",
    "half-page": "a list's page holds half of its units, though more are said to follow where it stopped short",
    "stale-cursor": "the cursor of a list is not valid any more",
    "error-in-200": "200 with errors of the class ServerError, and no data",
    "partial-data": "200 with errors and part of the data: a unit of a page is null",
    "cycle": "two units lie above each other",
    "two-roots": "a second unit has none above it",
    "no-root": "no unit is without one above it",
    "orphan": "a unit lies below one that is not there",
    "same-uuid-twice": "a unit is told twice, with two names",
    "code-on-two-units": "two units hold the same SOR code",
    "foreign-code": "a unit holds the SOR code of another owner",
    "bad-check-digit": "a unit holds a SOR code with a wrong check digit",
    "no-street": "a unit's postal address is a postcode and a town only",
    "long-name": "a unit's name has 200 characters",
    "null-name": "a unit has no name though it must have one",
    "status-40": "SOAP: status 40 without a word why, to whatever is written",
    "status-49": "SOAP: status 49, the object is in another state, to whatever is written",
    "lost-answer": "SOAP: what is written is taken, and the connection breaks before the answer",
    "expired-tokens": "the token service gives tokens that have expired",
}


class SwitchedFault(msgspec.Struct):
    """A fault that is on. municipality: None for all. times: how many calls it still meets; None: until it is off."""

    fault: FaultName
    municipality: str | None = None
    times: int | None = None


class Faults:
    """The faults that are on."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._on: list[SwitchedFault] = []

    def put(self, fault: SwitchedFault) -> None:
        """Switch one on."""
        with self._lock:
            self._on.append(fault)

    def clear(self) -> None:
        """Switch all off."""
        with self._lock:
            self._on.clear()

    def list_switched(self) -> list[SwitchedFault]:
        """Those that are on."""
        with self._lock:
            return list(self._on)

    def of(self, municipality: str) -> list[SwitchedFault]:
        """Those that a municipality has; asking does not count as meeting them."""
        return [one for one in self.list_switched() if one.municipality in (None, municipality)]

    def meets(self, name: FaultName, municipality: str | None) -> bool:
        """Whether a call meets one, which counts as one of its times."""
        with self._lock:
            for one in self._on:
                if one.fault == name and one.municipality in (None, municipality):
                    if one.times is not None:
                        one.times -= 1
                        if one.times <= 0:
                            self._on.remove(one)
                    return True
        return False


def names() -> Iterator[str]:
    """The names of all faults."""
    return iter(get_args(FaultName))
