"""What reading a file gives: claims about subjects, and everything about the file that importing must know.

One shape for all formats, so that importing is written once. A reader is pure: bytes in, values out.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple, Protocol, Self

import msgspec

from sor.core.claim import Claim
from sor.core.finding import Finding
from sor.core.personal_numbers import mask_numbers
from sor.formats.day_order import DayOrder

CLOSED, ANNULLED, NOTHING = "closed", "annulled", "nothing"
"""What it means that a subject is absent from a file: it closed (the file lists only what is open); it never was
(the file lists closed ones too); nothing (the file is a part)."""


class BadFile(ValueError):
    """A file that is refused whole: cut off, wrong encoding, hostile, or not what it says. The message names the
    place and what to do; nothing of the file is loaded.
    """


class Undated(BadFile):
    """A file that does not say which day it describes, of which nobody told it."""

    def __init__(self, file: str) -> None:
        super().__init__(f"{file} does not say which day it describes. Name the day: --snapshot 2026-07-01")
        self.file = file


class Rejected(msgspec.Struct, frozen=True, omit_defaults=True):
    """One row that is not loaded. key: its code when it can be read with certainty. proposal: the likely repair."""

    line: int
    reason: str
    key: str | None = None
    proposal: str | None = None


class Untold(NamedTuple):
    """A subject of which a row spoke that is not loaded, and the subjects that the row named beside it.

    repeated: another row of the same subject was loaded, so the file does speak of it; only what this row named beside
    must not count as absent.
    """

    kind: str
    key: str
    beside: tuple[tuple[str, str], ...] = ()
    repeated: bool = False


class Unsaid(NamedTuple):
    """What a whole file does not say, because it nowhere holds the element that would.

    kind, level: of the subjects, a number standing at its unit's level; any level when it is empty. path: the field, or
    the part of one. element: what the file lacks.
    """

    kind: str
    level: str
    path: str
    element: str


class RejectedCell(msgspec.Struct, frozen=True, omit_defaults=True):
    """One cell that is not read, in a row that is: the file then says nothing of it, and what is known stays.

    kind, key: the subject of its row. path: the field, or the part of one, that the column holds. proposal: what it
    most likely held before it was damaged. table: of an archive, the one in which it stands.
    """

    line: int
    kind: str
    key: str
    column: str
    path: str
    value: str
    reason: str
    proposal: str | None = None
    table: str | None = None


class Closable(Protocol):
    """An open file that a delivery reads from."""

    def close(self) -> None: ...


class Shown(NamedTuple):
    """What a row shows of others than its unit, by path: ``owner.code``, ``institution.name``, ``location.number`` when
    it is inherited.
    """

    line: int
    key: str
    cells: tuple[tuple[str, str], ...]


class Delivery(msgspec.Struct):
    """A file, read.

    format: ``sor-xml-1``, ``sor-xml-2``, ``sor-xml-3``, ``sor-csv``, ``sor2-daily``, ``sor2-complete``, ``shak``,
    ``columns``, ``medcom-gln`` ... snapshot: the day it describes (yyyymmdd), None when the file carries none and
    none was given. created: when it was made, as a UTC instant, when the file says so. kinds: the kinds of subject
    of which it is a whole list. silence: what being absent from it means. resolved: the fields whose values cannot be
    told own from inherited. may_list_closed: when the file holds no ends, a subject may be one that has
    closed. claims: one per subject, read as they are asked for; may raise BadFile on the way.
    columns: what was told of a table that is not a known one, field to column. table: of an archive, the name of the
    table of the units. day_orders: how the days of its tables are written, complete after the last claim.
    Only after the last claim are rejected (rows not loaded), cells (the rejected ones of other rows), notes (columns
    unknown or missing, each named once), findings (what the reader itself noticed), uncertain (a rejected row's code
    could not be read), untold (what the rejected rows spoke of), unclear (kinds of which a row was rejected that names
    no subject), tally (per kind its rows and the rejected of them), kinds, unsaid (what only the end of a file shows
    that it does not say; None = nothing), hollow (per unit the fields whose element stands there without anything in
    it), held_at (per location number the level of the unit that brings it), without_parent (the empty cells for the
    unit above, of units that are no owners) and with_parent (how many rows name one), named_alike and named_otherwise
    (the rows of owners and institutions whose own name stands in the column for the owner's or institution's, and the
    others with both), shown (what the rows that hold on its day show of others), called (by kind and path, what the
    file calls a column), misread (by place among the rejected rows, kind and code of those whose own code is none and
    for which nothing is proposed) complete.
    """

    format: str
    file: str
    claims: Iterable[Claim]
    snapshot: int | None = None
    created: str | None = None
    kinds: frozenset[str] = frozenset({"unit"})
    silence: str = CLOSED
    resolved: frozenset[str] = frozenset()
    may_list_closed: bool = False
    rejected: list[Rejected] = []
    cells: list[RejectedCell] = []
    notes: list[str] = []
    findings: list[Finding] = []
    rows: int = 0
    uncertain: bool = False
    untold: list[Untold] = []
    unclear: set[str] = set()
    tally: dict[str, list[int]] = {}
    unsaid: list[Unsaid] | None = None
    hollow: dict[str, frozenset[str]] = {}
    held_at: dict[str, str] = {}
    without_parent: list[RejectedCell] = []
    with_parent: int = 0
    named_alike: int = 0
    named_otherwise: list[str] = []
    shown: list[Shown] = []
    called: dict[tuple[str, str], str] = {}
    columns: Mapping[str, str] = {}
    table: str | None = None
    day_orders: list[DayOrder] = []
    misread: dict[int, tuple[str, str]] = {}
    source: Closable | None = None
    """The open file that the claims are read from; ``with delivery:`` closes it."""

    def count_row(self, kind: str = "unit") -> None:
        """Count a row of the table that describes subjects of a kind."""
        self.rows += 1
        self.tally.setdefault(kind, [0, 0])[0] += 1

    def reject(
        self,
        line: int,
        reason: str,
        *,
        kind: str = "unit",
        key: str | None = None,
        proposal: str | None = None,
        beside: Iterable[tuple[str, str]] = (),
        repeated: bool = False,
        row_of: str | None = None,
        misread: str | None = None,
    ) -> None:
        """Do not load a row: the one door for every reason and every format.

        kind, key: the subject of which it spoke, no key when that cannot be read with certainty. beside: what else
        the row names (a location number, successions). row_of: the kind of the table when it is not the subject's.
        misread: the subject's own code as the row has it, which is none.
        """
        if misread is not None and proposal is None:
            self.misread[len(self.rejected)] = (kind, misread)
        where = f"{self.table}: " if self.table and (row_of or kind) == "unit" else ""
        self.rejected.append(Rejected(line, mask_numbers(f"{where}{reason}"), key, proposal))
        self.tally.setdefault(row_of or kind, [0, 0])[1] += 1
        if key is None:
            self.unclear.add(kind)
            self.uncertain = self.uncertain or kind in ("unit", "shak")
        else:
            self.untold.append(Untold(kind, key, tuple(beside), repeated))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.source is not None:
            self.source.close()
