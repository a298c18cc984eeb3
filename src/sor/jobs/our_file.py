"""What our own file of a format would say of the register, beside a file of the same day that is loaded.

No format shows everything: words are cut, what is no number is left out, further specialities have no column. So a
value that stands in a file as ours would show what is known says nothing new, and a subject that ours would leave out
is not absent. What can be said is read as ever.
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from tempfile import NamedTemporaryFile
from typing import BinaryIO, NamedTuple, cast

from sor.core.as_of import AsOf
from sor.core.canonical import NULL, decode, encode
from sor.core.claim import Claim, Piece
from sor.core.statement import NEVER
from sor.core.timeline import Timeline, winner
from sor.formats.delivery import Delivery
from sor.formats.lookups import Lookups
from sor.formats.published.export_format import Write
from sor.formats.recognise import read
from sor.formats.shak import complete as shak
from sor.formats.shak.export import write_complete as write_shak
from sor.formats.sor2.complete_export import BESIDE, write_complete, write_side
from sor.formats.sor2.export import write_daily
from sor.formats.sor2.units import COMPLETE, DAILY
from sor.formats.sor_xml.export import write_xml
from sor.formats.sor_xml.tables import VERSIONS
from sor.formats.tables import sor_csv
from sor.formats.tables.sor_csv_export import write_csv
from sor.formats.text_gate import claims_through
from sor.jobs import selection
from sor.jobs.same_day import Replaced
from sor.register import Register
from sor.store import reads


class _Form(NamedTuple):
    """history: it is written from all days, else from one."""

    write: Write
    file: str
    history: bool = False


FORMS: Mapping[str, _Form] = {
    **{version.format: _Form(partial(write_xml, version=number), "Sor.xml") for number, version in VERSIONS.items()},
    sor_csv.FORMAT: _Form(write_csv, "sor.csv"),
    DAILY: _Form(write_daily, "SorEntity_daily.csv"),
    COMPLETE: _Form(write_complete, "SOR_complete.zip", history=True),
    **{side.format: _Form(partial(write_side, side=side), f"{side.name}.csv", history=True) for side in BESIDE},
    shak.FORMAT: _Form(write_shak, "SHAKCOMPLETE.TXT", history=True),
}
"""By a delivery's format, how ours is written; a format that is not written has none."""


class _Said(NamedTuple):
    """What a claim says, a value as its hash: life and since when it is told, and per piece its days and its values, in
    the order of the fields.
    """

    life: int
    fields: Sequence[str]
    pieces: tuple[tuple[int, int, bytes], ...]


class _Alike(NamedTuple):
    """How far a claim says what ours says: its life, and per piece the fields. on_all_days: the pieces that ours tells
    for the same days.
    """

    life: bool
    fields: tuple[frozenset[str], ...]
    on_all_days: tuple[bool, ...]


class OurFile:
    """Our own file of the day of one that is loaded: made when something of that one would change what is known, and of
    its claims only those are kept.
    """

    def __init__(
        self,
        register: Register,
        delivery: Delivery,
        at: AsOf,
        replaced: Replaced,
        lookups: Lookups,
        shak_end: int | None,
    ) -> None:
        """at: the day of the file that is loaded, and the serial it is compared with. replaced: what it corrects.
        shak_end: SHAK's last valid day, with which a master writes its own.
        """
        self._register, self._delivery, self._at, self._replaced = register, delivery, at, replaced
        self._lookups, self._shak_end = lookups, shak_end
        self._form = FORMS.get(delivery.format) if at.known else None
        self._ordered: dict[frozenset[str], tuple[str, ...]] = {}
        self._theirs: dict[tuple[str, str], _Said] = {}
        self._ours: dict[tuple[str, str], _Said] = {}
        self._listed: set[tuple[str, str]] | None = None

    def note_claims(self, claims: Iterable[Claim]) -> Iterator[Claim]:
        """The claims of the file that is loaded, as they were read; what each says is noted until it is passed over."""
        for claim in claims:
            if self._form is not None:
                self._theirs[claim.kind, claim.key] = self._fold_said(claim)
            yield claim

    def pass_over(self, claim: Claim) -> None:
        """A claim that changes nothing known need not be held against ours."""
        self._theirs.pop((claim.kind, claim.key), None)

    def make(self) -> None:
        """Write it, read it, and keep what it says of the subjects that were noted and not passed over."""
        if self._form is None or self._listed is not None:
            return
        self._listed = set()
        now, form = self._register.clock(), self._form
        selected = (
            selection.history(self._register, self._at.known, now)
            if form.history
            else selection.full(self._register, self._at, now)
        )
        selected.shak_end = self._register.last_day_of_shak(self._shak_end)
        with NamedTemporaryFile() as named:
            file = cast("BinaryIO", named)
            form.write(selected, file)
            if not any(selected.rows.values()):
                return  # a file without a row is none that is read
            file.seek(0)
            for claim in claims_through(read(file, form.file, lookups=self._lookups, snapshot=self._at.valid)):
                subject = claim.kind, claim.key
                self._listed.add(subject)
                if subject in self._theirs:
                    self._ours[subject] = self._fold_said(claim)

    def says(self, claim: Claim) -> bool:
        """Whether it says the very same of a subject. What a unit shows of others depends on what the file says of
        them, so that such values have to be compared.
        """
        subject = claim.kind, claim.key
        shows_others = claim.kind == "unit" and self._delivery.resolved
        return not shows_others and subject in self._ours and self._ours[subject] == self._theirs[subject]

    def keep(self, claim: Claim, known: Timeline) -> None:
        """Put what is known into a claim where it says what ours says of it."""
        subject = claim.kind, claim.key
        if subject not in self._ours or not known:
            return
        alike = _alike(self._ours[subject], self._theirs[subject], one_day=claim.snapshot is not None)
        resolved = self._delivery.resolved if claim.kind == "unit" else frozenset()
        corrects = claim.key in self._replaced.subjects.get(claim.kind, ())
        for piece, fields, on_all_days in zip(claim.pieces, alike.fields, alike.on_all_days, strict=True):
            day = self._at.valid if piece.from_day <= self._at.valid < piece.to_day else piece.from_day
            for field in fields - piece.untold:
                said = winner(known.get(field, ()), day, NEVER - 1)
                stated = said is not None and said.value != NULL
                if field in resolved and not stated:
                    if field in piece.values:
                        continue  # what stands above it in the file is another, so that it is inherited no more
                else:
                    piece.values.pop(field, None)
                    if said is not None and stated:
                        piece.values[field] = decode(said.value)
                if on_all_days and not corrects:
                    piece.untold |= {field}
        if alike.life and not corrects:
            claim.life = None

    def leaves_out(self, kind: str) -> set[str]:
        """The open subjects of a kind that it does not show."""
        if self._form is None:
            return set()
        self.make()
        listed = self._listed or set()
        connection = self._register.database.reader()
        return {key for key in reads.open_keys(connection, kind, self._at) if (kind, key) not in listed}

    def _fold_said(self, claim: Claim) -> _Said:
        fields = self._ordered.setdefault(frozenset(claim.fields), tuple(sorted(claim.fields)))
        life = hash(encode([[list(period) for period in claim.life or ()], claim.life_since]))
        pieces = tuple((piece.from_day, piece.to_day, _hashes(fields, piece)) for piece in claim.pieces)
        return _Said(life, fields, pieces)


def _hashes(fields: Sequence[str], piece: Piece) -> bytes:
    values = (piece.values.get(field) for field in fields)
    return array("q", (0 if value is None else hash(encode(value)) for value in values)).tobytes()


def _alike(ours: _Said, theirs: _Said, *, one_day: bool) -> _Alike:
    same: list[frozenset[str]] = []
    on_all_days: list[bool] = []
    of_one_day = one_day and len(theirs.pieces) == len(ours.pieces) == 1
    for start, end, said in theirs.pieces:
        beside = [piece for piece in ours.pieces if of_one_day or (piece[0] < end and start < piece[1])]
        on_all_days.append(ours.pieces[0][0] == start if of_one_day else _is_covered(start, end, beside))
        values = dict(zip(theirs.fields, array("q", said), strict=True))
        for _, _, held in beside:
            known = dict(zip(ours.fields, array("q", held), strict=True))
            values = {field: value for field, value in values.items() if field in known and known[field] == value}
        same.append(frozenset(values) if of_one_day or on_all_days[-1] else frozenset())
    return _Alike(ours.life == theirs.life, tuple(same), tuple(on_all_days))


def _is_covered(start: int, end: int, pieces: Iterable[tuple[int, int, bytes]]) -> bool:
    at = start
    for first, last, _ in pieces:
        if first <= at:
            at = max(at, last)
    return at >= end
