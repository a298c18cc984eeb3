"""The hot look-up, ``/api/v1/units/{code}``: from the raw request to the bytes of the answer.

The framework's handler calls it, and so does the short way in ``app``, which leaves the framework out.
"""

from typing import Any
from urllib.parse import parse_qsl

from sor.endpoints.answer import Answer, Asked, answer
from sor.endpoints.rest.unknown import unknown_unit
from sor.register import Register
from sor.snapshot import Snapshot

TAKES = frozenset({"valid", "known"})


def look_up(register: Register, code: str, asked: Asked, valid: str | None, known: str | None) -> Answer:
    """One unit at a point in time, or why there is none."""

    def unit(snapshot: Snapshot) -> dict[str, Any]:
        found = snapshot.unit(code)
        if found is None:
            raise unknown_unit(register, snapshot, code)
        return found

    return answer(register, asked, unit, valid, known)


def plain_question(query: bytes) -> dict[str, str] | None:
    """The parameters of a query string when they are ``valid`` and ``known``, each once at most; else None: then the
    framework says what is wrong.
    """
    if not query:
        return {}
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    given = dict(pairs)
    return given if len(given) == len(pairs) and given.keys() <= TAKES else None
