"""The hot look-up, ``/api/v1/units/{code}``: from the raw request to the bytes of the answer.

The framework's handler calls it, and so does the short way in ``app``, which leaves the framework out.
"""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from sor.core.shapes import Value
from sor.core.text import is_fit
from sor.endpoints.http.answer import Answer, AnswerRequest, answer, unless_known
from sor.endpoints.http.kept_answers import KeptAnswers
from sor.endpoints.rest.unknown import unknown_unit
from sor.reading.snapshot import Snapshot
from sor.register import Register

TAKES = frozenset({"valid", "known"})

MOST_KEPT = 50_000
"""Answers that a process keeps: some 120 MB, if so many units are asked for between two entries of the log."""


class LookUp:
    """One unit at a point in time, or why there is none. Answers about today as known now are kept."""

    def __init__(self, register: Register, most_kept: int = MOST_KEPT) -> None:
        self._register = register
        self._kept = KeptAnswers[Answer](most_kept)
        register.forget_with(self._kept.forget)

    def __call__(self, code: str, asked: AnswerRequest, valid: str | None = None, known: str | None = None) -> Answer:
        """The answer, ready to be sent."""
        if valid is not None or known is not None:
            return self._make_answer(code, asked, valid, known)
        serial = self._register.serial()
        kept = self._kept.at(serial, self._register.today())
        found = kept.get(asked.address)
        if found is None:
            found = self._make_answer(code, asked._replace(if_none_match="", accept_encoding=""), None, None)
            if found.status == 200 and (b"sor-serial", b"%d" % serial) in found.headers:
                kept.keep(asked.address, found)
        return unless_known(found, asked)

    def _make_answer(self, code: str, asked: AnswerRequest, valid: str | None, known: str | None) -> Answer:
        def unit(snapshot: Snapshot) -> Mapping[str, Value]:
            found = snapshot.unit(code)
            if found is None:
                raise unknown_unit(self._register, snapshot, code)
            return found

        return answer(self._register, asked, unit, valid, known)


def plain_question(query: bytes) -> dict[str, str] | None:
    """The parameters of a query string when they are ``valid`` and ``known``, each once at most, not empty and fit as
    texts; else None: then the framework says what is wrong.
    """
    if not query:
        return {}
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    given = dict(pairs)
    is_plain = (
        len(given) == len(pairs) and given.keys() <= TAKES and all(text and is_fit(text) for text in given.values())
    )
    return given if is_plain else None
