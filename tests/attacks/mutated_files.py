"""Small real files of every format that the register reads, and of what else it takes as a file; what becomes of spoilt
copies: refused whole as the reader documents it, read with rejected rows or cells, or read.
"""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from random import Random
from typing import NamedTuple

import msgspec

from sor.access.dgws.issuing import new_identity
from sor.access.dgws.trust import BadCertificate, read_trust
from sor.core.checkpoint import Checkpoint, new_key, sign_checkpoint
from sor.core.claim import difference
from sor.endpoints.web.sheets.given_out import give_out
from sor.formats.delivery import BadFile
from sor.formats.lookups import Lookups
from sor.formats.recognise import read
from sor.formats.tables.sheet_reading import BadSheet, read_sheet
from sor.formats.text_gate import claims_through
from sor.jobs.checkpoints import read_checkpoint
from sor.jobs.importing import code_names
from sor.oss.file_source import read_links, read_units
from sor.oss.source import SourceFault
from sor.register import Refused, Register
from sor.store.database import Database
from tests.changes.scene import Scene
from tests.conftest import StandingClock
from tests.endpoints.rest.clinics import clinics
from tests.faults.written import EXPORTED, FIRST, TOLD, Written, members_of, zip_of
from tests.mutants import BYTES, FIXED, JSON, SHEET, TABLE, XML, Change, spoilt
from tests.oss.municipality import graphql_answer, in_fk_org

NAMES = {name: file for name, (_, file) in EXPORTED.items()} | {"sor2-daily": "SorEntity.csv"}
ROWS = 4
"""Of a table, so that a thousand copies are read in a second."""


class Kind(NamedTuple):
    """A kind of file: documents to spoil, how, and what reads a copy; gives what came of it, or raises."""

    name: str
    documents: tuple[bytes, ...]
    changes: tuple[Change, ...]
    read: Callable[[bytes], str]


class Files:
    """All kinds, with documents of two small registers."""

    def __init__(self, folder: Path, new_database: Callable[[], Database]) -> None:
        scene = Register(new_database(), StandingClock())
        scene.init("master", demo=True)
        hospital = Scene(scene)["hospital"]
        self._lookups = code_names(scene, scene.serial())
        sources = [Written(folder / str(n), new_database, 0) for n in (1, 2)]
        for source, register in zip(sources, (scene, clinics(new_database())), strict=True):
            source.folder.mkdir()
            source._sample = register
        self.kinds = [
            *self._tables(sources),
            *self._xml(sources),
            *self._zips(sources),
            _checkpoint(folder),
            _anchors(),
            _workbook(scene, hospital),
            *_units_of_fk_org(),
        ]

    def spoilt(self, count: int, seed: int) -> Iterator[tuple[Kind, bytes]]:
        """So many spoilt copies, of all kinds in turn."""
        chance = Random(seed)
        for n in range(count):
            kind = self.kinds[n % len(self.kinds)]
            document = chance.choice(kind.documents)
            if kind.name.startswith("zip") and chance.random() < 0.7:
                yield kind, _with_spoilt_member(document, chance)
            else:
                yield kind, spoilt(document, chance, kind.changes, kind.documents)

    def _read(self, name: str, columns: dict[str, str] | None = None) -> Callable[[bytes], str]:
        return lambda content: read_whole(content, NAMES.get(name, f"{name}.csv"), self._lookups, columns)

    def _tables(self, sources: list[Written]) -> Iterator[Kind]:
        for name in ("sor-csv", "columns", "sor2-daily", "medcom-gln", "shak-csv"):
            of = [source for source in sources if name != "shak-csv" or source is sources[1]]
            documents = tuple(_first_rows(source.bytes_of(name)) for source in of)
            yield Kind(name, documents, TABLE, self._read(name, TOLD if name == "columns" else None))
        yield Kind("shak", (sources[1].bytes_of("shak") * 3,), FIXED, self._read("shak"))

    def _xml(self, sources: list[Written]) -> Iterator[Kind]:
        for name in ("xml1", "xml2", "xml3"):
            of = [source for source in sources if name != "xml1" or source is sources[0]]
            yield Kind(name, tuple(source.bytes_of(name) for source in of), XML, self._read(name))

    def _zips(self, sources: list[Written]) -> Iterator[Kind]:
        whole = [
            {name: _first_rows(rows) for name, rows in members_of(source.bytes_of("sor2-complete")).items()}
            for source in sources
        ]
        for members in whole:
            for name, rows in members.items():
                if name != "SOREntity.csv":
                    yield Kind(f"member {name}", (rows,), TABLE, self._read(Path(name).stem))
        yield Kind("zip complete", tuple(map(zip_of, whole)), BYTES, self._read("sor2-complete"))
        one = zip_of({"Sor2.xml": sources[1].bytes_of("xml2"), "note.txt": b"x"})
        yield Kind("zip with one", (one,), BYTES, self._read("sor2-complete"))


def read_whole(content: bytes, file: str, lookups: Lookups, columns: dict[str, str] | None = None) -> str:
    """What comes of a file that is read to its end and compared with an empty register: refused, rejected, or read."""
    try:
        delivery = read(BytesIO(content), file, lookups=lookups, snapshot=FIRST, columns=columns)
        claims = list(claims_through(delivery))
    except BadFile as refused:
        return "refused whole" if str(refused) else "refused without a word"
    for claim in claims:
        difference({}, claim)
    return "rows rejected" if delivery.rejected else "cells rejected" if delivery.cells else "read"


def _first_rows(table: bytes) -> bytes:
    return b"".join(table.splitlines(keepends=True)[: ROWS + 1])


def _with_spoilt_member(archive: bytes, chance: Random) -> bytes:
    members = members_of(archive)
    name = chance.choice(sorted(members))
    changes = XML if name.endswith("xml") else TABLE
    return zip_of(members | {name: spoilt(members[name], chance, changes, tuple(members.values()))})


def _checkpoint(folder: Path) -> Kind:
    made = sign_checkpoint(
        Checkpoint(7, "a" * 64, "epoch", 12, "2026-11-01T12:00:00Z", audit_rows=3, audit_hash="b" * 64), new_key()
    )

    def held(content: bytes) -> str:
        file = folder / "checkpoint.json"
        file.write_bytes(content)
        try:
            read_checkpoint(file)
        except Refused:
            return "refused whole"
        return "read"

    return Kind("checkpoint", (msgspec.json.encode(made),), JSON, held)


def _anchors() -> Kind:
    def taken(content: bytes) -> str:
        try:
            read_trust("sts", content)
        except BadCertificate:
            return "refused whole"
        return "read"

    identity = new_identity("Test STS")
    return Kind("trust anchor", (identity.certificate.encode(),), BYTES, taken)


def _workbook(register: Register, tree: str) -> Kind:
    """What somebody sends again of a tree that they took."""

    def taken(content: bytes) -> str:
        try:
            read_sheet(content)
        except BadSheet as refused:
            return "refused whole" if str(refused) and refused.danish else "refused without a word"
        return "read"

    given = give_out(register, tree)
    assert given is not None
    return Kind("workbook", (given.workbook(),), SHEET, taken)


def _units_of_fk_org() -> Iterator[Kind]:
    """What a municipality's units are read from: answers as JSON, a table, and a list of links."""

    def taken(content: bytes) -> str:
        try:
            read_links(content)
            read_units(content, "fk-org")
        except SourceFault as refused:
            return "refused whole" if str(refused) and refused.danish else "refused without a word"
        return "read"

    yield Kind("fk-org answers", (msgspec.json.encode(graphql_answer(in_fk_org())),), JSON, taken)
    one = in_fk_org()[2]
    table = f"uuid;navn;overordnet;kle;status;besøg;sor\n{one.uuid};{one.name};{one.parent};29.18.00;AKTIV;Vej 1;\n"
    links = f"ORG-UNIT;{one.uuid};12345\nORG-UNIT;{one.parent};12346\n"
    yield Kind("fk-org table", (table.encode(), links.encode()), TABLE, taken)
