"""What our own file of a format would say of the register, beside a file of the same day that is loaded.

SOR XML 1.0.0 cuts or leaves out what its schemas do not allow. So a value that stands in a file as ours would show what
is known says nothing new, and a subject that ours would leave out is not absent. What can be said is read as ever.
"""

from collections.abc import Callable, Mapping
from functools import partial
from tempfile import TemporaryFile
from typing import Any, BinaryIO, NamedTuple

from sor.core.as_of import AsOf
from sor.core.canonical import NULL, decode, encode
from sor.core.claim import Claim
from sor.core.statement import NEVER
from sor.core.timeline import Timeline, winner
from sor.formats.delivery import Delivery
from sor.formats.published.export_format import Write
from sor.formats.sor_xml import file as sor_xml
from sor.formats.sor_xml.export import write_xml
from sor.formats.sor_xml.tables import FIRST
from sor.formats.text_gate import claims_through
from sor.jobs import selection
from sor.register import Register
from sor.store import reads


class _Form(NamedTuple):
    write: Write
    read: Callable[[BinaryIO, str], Delivery]


FORMS: Mapping[str, _Form] = {FIRST.format: _Form(partial(write_xml, version=FIRST.number), sor_xml.read)}
"""The formats that show less than a unit holds by rules about its values, not only by lacking a place for them."""


class OurFile:
    """Our own file as claims, each kept as some hundred bytes. Of a format that needs none of this it is not made."""

    def __init__(self, register: Register, format: str, at: AsOf) -> None:
        """at: the day of the file that is loaded, and the serial it is compared with."""
        self._register, self._at = register, at
        self._claims: dict[tuple[str, str], bytes] = {}
        self._form = FORMS.get(format) if at.known else None
        if self._form is not None:
            self._make(self._form)

    def _make(self, form: _Form) -> None:
        selected = selection.full(self._register, self._at, self._register.clock())
        with TemporaryFile() as file:
            form.write(selected, file)
            if not selected.rows[""]:
                return  # a file without a unit is none that is read
            file.seek(0)
            for claim in claims_through(form.read(file, "our own file")):
                self._claims[claim.kind, claim.key] = _said(claim)

    def says(self, claim: Claim) -> bool:
        """Whether it says the very same of a subject."""
        return self._claims.get((claim.kind, claim.key)) == _said(claim)

    def keep(self, claim: Claim, known: Timeline) -> None:
        """Put what is known into a claim where it says what ours says of it."""
        ours = self._claims.get((claim.kind, claim.key))
        if ours is None or not known:
            return
        life, since, [[from_day, _, values]] = decode(ours)
        [piece] = claim.pieces
        same = {field for field in claim.fields if piece.values.get(field) == values.get(field)}
        for field in same:
            said = winner(known.get(field, ()), self._at.valid, NEVER - 1)
            piece.values.pop(field, None)
            if said is not None and said.value != NULL:
                piece.values[field] = decode(said.value)
        if piece.from_day == from_day:
            piece.untold |= same
        if [*map(list, claim.life or ())] == life and claim.life_since == since:
            claim.life = None

    def leaves_out(self, kind: str) -> set[str]:
        """The open subjects of a kind that it does not show."""
        if self._form is None:
            return set()
        connection = self._register.database.reader()
        return {key for key in reads.open_keys(connection, kind, self._at) if (kind, key) not in self._claims}


def _said(claim: Claim) -> bytes:
    pieces: list[Any] = [[piece.from_day, piece.to_day, piece.values] for piece in claim.pieces]
    return encode([[list(period) for period in claim.life or ()], claim.life_since, pieces])
