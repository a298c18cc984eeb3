"""What reading a file gives: claims about subjects, and everything about the file that importing must know.

One shape for all formats, so that importing is written once. A reader is pure: bytes in, values out.
"""

from collections.abc import Iterable
from typing import Any, Self

import msgspec

from sor.core.claim import Claim
from sor.core.finding import Finding

CLOSED, ANNULLED, NOTHING = "closed", "annulled", "nothing"
"""What it means that a subject is absent from a file: it closed (the file lists only what is open); it never was
(the file lists closed ones too); nothing (the file is a part)."""


class BadFile(ValueError):
    """A file that is refused whole: cut off, wrong encoding, hostile, or not what it says. The message names the
    place and what to do; nothing of the file is loaded.
    """


class Rejected(msgspec.Struct, frozen=True, omit_defaults=True):
    """One row that is not loaded. key: its code when it can be read with certainty. proposal: the likely repair."""

    line: int
    reason: str
    key: str | None = None
    proposal: str | None = None


class Delivery(msgspec.Struct):
    """A file, read.

    format: ``sor-xml-1``, ``sor-xml-2``, ``sor-xml-3``, ``sor-csv``, ``sor2-daily``, ``sor2-complete``, ``shak``,
    ``columns``, ``medcom-gln`` ... snapshot: the day it describes (yyyymmdd), None when the file carries none and
    none was given. created: when it was made, as a UTC instant, when the file says so. kinds: the kinds of subject
    of which it is a whole list. silence: what being absent from it means. resolved: the fields whose values cannot be
    told own from inherited. claims: one per subject, read as they are asked for; may raise BadFile on the way.
    Only after the last claim are rejected (rows not loaded), notes (columns unknown or missing, each named once),
    findings (what the reader itself noticed) and uncertain (a rejected row's code could not be read) complete.
    """

    format: str
    file: str
    claims: Iterable[Claim]
    snapshot: int | None = None
    created: str | None = None
    kinds: frozenset[str] = frozenset({"unit"})
    silence: str = CLOSED
    resolved: frozenset[str] = frozenset()
    rejected: list[Rejected] = []
    notes: list[str] = []
    findings: list[Finding] = []
    rows: int = 0
    uncertain: bool = False
    source: Any = None
    """The open file that the claims are read from; ``with delivery:`` closes it."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.source is not None:
            self.source.close()
