"""A small register written in every format that can be read, and loaded again, so that tests can spoil the files."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from sor.core.as_of import AsOf
from sor.formats.delivery import Delivery
from sor.formats.recognise import read_file
from sor.formats.shak.complete import FIELDS
from sor.jobs.differences import ComparedRegister
from sor.jobs.differences import differences as compare
from sor.jobs.exporting import ExportRequest, export
from sor.jobs.generating import Size, fill
from sor.jobs.importing import ImportOptions, Report, code_names, import_file
from sor.jobs.trial import register_of_file
from sor.register import Register
from sor.store.database import Database
from tests.conftest import StandingClock

FIRST, NEXT = 20261101, 20261102

EXPORTED = {
    "sor-csv": ("csv", "sor.csv"),
    "sor2-daily": ("csv2", "SorEntity_daily.csv"),
    "sor2-complete": ("csv2", "SOR_complete.zip"),
    "xml1": ("xml1", "Sor1.xml"),
    "xml2": ("xml2", "Sor2.xml"),
    "xml3": ("xml3", "Sor3.xml"),
    "shak": ("shak", "SHAKCOMPLETE.TXT"),
}
"""Format to what it is asked for by, and its file."""

TOLD = {
    "code": "SOR-kode", "level": "SOR-type", "name": "Enhedsnavn", "parent": "Parent-SOR-kode", "type": "Enhedstype",
    "valid_from": "Gaeldende_fra_dato", "last_day": "Ophoert_dato", "location_number": "Lokationsnummer",
    "shak": "SghAfd-kode", "cvr": "CVR", "virtual_address.phone": "Telefon", "postal_address.postcode": "P_Postnummer",
}  # fmt: skip
"""``sor.csv`` as a table that is told its columns."""

FORMATS = (*EXPORTED, "shak-csv", "columns", "medcom-gln")
TEXT = "iso-8859-1"


class Written:
    """One register's files, and a mirror per format that has loaded the first of them."""

    def __init__(self, folder: Path, new_database: Callable[[], Database], units: int) -> None:
        self.folder, self._new, self.units = folder, new_database, units
        self.files: dict[str, bytes] = {}
        self._mirrors: dict[str, Register] = {}
        self._sample: Register | None = None

    def bytes_of(self, format: str) -> bytes:
        """The file of a format."""
        if format not in self.files:
            self.files[format] = self._made(format)
        return self.files[format]

    def _made(self, format: str) -> bytes:
        if format == "columns":
            return self.bytes_of("sor-csv")
        if format == "shak-csv":
            return shak_csv(self.bytes_of("shak"))
        if format == "medcom-gln":
            return gln_list(self.bytes_of("sor-csv"))
        if self._sample is None:
            self._sample = Register(self._new(), StandingClock())
            self._sample.init("master", demo=True)
            fill(self._sample, Size(units=self.units, years=2, seed=7, day=FIRST))
        asked, name = EXPORTED[format]
        out = self.folder / "out"
        out.mkdir(exist_ok=True)
        export(self._sample, ExportRequest(asked, file=name), out / name)
        return (out / name).read_bytes()

    def mirror(self, format: str) -> Register:
        """A register that holds the file of a format, and nothing else."""
        if format not in self._mirrors:
            self._mirrors[format] = self.fresh(format)
        return self._mirrors[format]

    def fresh(self, format: str) -> Register:
        """A new register that has loaded the file of a format."""
        made = self.empty()
        self.load(made, format, self.bytes_of(format), FIRST)
        return made

    def empty(self) -> Register:
        """A mirror that holds nothing."""
        made = Register(self._new(), StandingClock())
        made.init("mirror")
        return made

    def load(
        self,
        register: Register,
        format: str,
        content: bytes,
        day: int,
        *,
        told: dict[str, str] = TOLD,
        **options: Any,
    ) -> Report:
        """Load a file of a format, whose day is given; in SOR XML it is written into it. told: as ``--columns``."""
        path = self.save(format, content, day)
        return import_file(
            register, path, reader(register, format, day, told=told, **options), ImportOptions(**options)
        )

    def save(self, format: str, content: bytes, day: int) -> Path:
        """A file of a format and a day on disk."""
        if format.startswith("xml"):
            content = re.sub(rb"(SnapshotDate>)[0-9-]+", rb"\g<1>%d-%02d-%02d" % _parts(day), content, count=1)
        path = self.folder / {"columns": "told.csv", "shak-csv": "shak.csv", "medcom-gln": "gln.csv"}.get(
            format, EXPORTED.get(format, ("", ""))[1]
        )
        path.write_bytes(content)
        return path

    def compared(self, register: Register, format: str, content: bytes, day: int) -> list[dict[str, Any]]:
        """How a file of a format differs from a register, on the file's day."""
        path = self.save(format, content, day)
        beside = ComparedRegister(register, AsOf(day, register.serial()))
        side, _ = register_of_file(path, reader(register, format, day), beside)
        return list(compare(side, beside))


def reader(
    register: Register, format: str, day: int, *, part: bool = False, told: dict[str, str] = TOLD, **_: Any
) -> Callable[[Path], Delivery]:
    """How a file of a format is opened, with a register's code lists."""
    names = code_names(register, register.serial())
    columns = told if format == "columns" else None
    return lambda path: read_file(path, lookups=names, snapshot=day, columns=columns, part=part)


def _parts(day: int) -> tuple[int, int, int]:
    return day // 10000, day // 100 % 100, day % 100


def cells_of(content: bytes, separator: str = ";") -> list[list[str]]:
    """A table as rows of cells, the header first."""
    marked = content.startswith(b"\xef\xbb\xbf")
    return [line.split(separator) for line in content.decode("utf-8-sig" if marked else TEXT).splitlines()]


def table_of(rows: list[list[str]], separator: str = ";") -> bytes:
    """Rows of cells as a table."""
    return "".join(separator.join(row) + "\r\n" for row in rows).encode(TEXT)


def members_of(content: bytes) -> dict[str, bytes]:
    """The members of a zip."""
    with ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zip_of(members: dict[str, bytes]) -> bytes:
    """A zip of members."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def shak_csv(fixed: bytes) -> bytes:
    """SHAKCOMPLETE as the CSV that is made from it."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(field.in_csv[0] for field in FIELDS)
    for line in fixed.decode("cp1252").splitlines():
        writer.writerow(line[f.start - 1 : f.start - 1 + f.length].rstrip() for f in FIELDS)
    return out.getvalue().encode("cp1252")


def gln_list(sor_csv: bytes) -> bytes:
    """A list of the location numbers in a ``sor.csv``."""
    rows = cells_of(sor_csv)
    number, code, since = (rows[0].index(n) for n in ("Lokationsnummer", "SOR-kode", "Gaeldende_fra_dato"))
    first = {row[number]: (row[code], row[since]) for row in reversed(rows[1:]) if row[number]}
    listed = [[gln, sor, "x", start, "active"] for gln, (sor, start) in sorted(first.items())]
    return table_of([["gln", "sor_id", "label", "start", "status"], *listed])


def differences(report: Report) -> dict[str, dict[str, int]]:
    """What a load did or would do, by kind, but for what stays the same."""
    main = {name: getattr(report, name) for name in ("new", "changed", "closed")}
    kinds = {"main": main} | report.others
    told = {kind: {name: n for name, n in count.items() if n and name != "unchanged"} for kind, count in kinds.items()}
    return {kind: count for kind, count in told.items() if count}
