"""SHAKregion as an export: each hospital of SHAK with its region and its SOR code, as text or XML.

Eight columns parted by tabs, ISO-8859-1, no header (documented); the XML's root and the way from a hospital to its
region are this project's: the region of the postal address of the unit that bears the SHAK code.
"""

from collections.abc import Iterable, Iterator
from typing import BinaryIO, NamedTuple
from xml.sax.saxutils import escape

from sor.core.code_book import CodeBook
from sor.core.day import OPEN, last_day_before, next_day
from sor.core.identifiers import is_number
from sor.core.shapes import as_shak, text_in
from sor.formats.published.export_format import DOCUMENTED, KNOWN, PROJECT, Format, ShownColumn
from sor.formats.published.omitted import Omitted
from sor.formats.published.selected import SelectedSubject, SelectedUnit, Selection
from sor.formats.shak.complete import HOSPITAL, OPEN_END
from sor.formats.tables.column_table import Column, code, number_code, text
from sor.formats.tables.table_writer import Dialect, TableWriter
from sor.formats.tables.unit_cells import UnitCells

COLUMNS = (
    Column("SHAKkode", "", code, shows="shak"),
    Column("Navn", "", text, shows="name"),
    Column("DatoFra", "", code, shows="from"),
    Column("Datotil", "", code, shows="to"),
    Column("Ejerforhold", "", code, shows="ownership"),
    Column("Institutionsart", "", code, shows="kind"),
    Column("Regionskode", "", number_code, shows="region"),
    Column("SORkode", "", number_code, shows="sor"),
)
WORDS = {
    "shak": ("Sygehusets SHAK-kode", "SHAK code of the hospital"),
    "name": ("Sygehusets navn", "name of the hospital"),
    "from": ("Første gyldige dag", "first valid day"),
    "to": ("Sidste gyldige dag; 25000101 = ingen kendt", "last valid day; 25000101 = none known"),
    "ownership": ("1 offentlig, 2 privat, 3 andet", "1 public, 2 private, 3 other"),
    "kind": ("Institutionsart", "institution kind"),
    "region": ("Region, 1081-1085", "region, 1081-1085"),
    "sor": ("SOR-kode på enheden med SHAK-koden", "SOR code of the unit that bears the SHAK code"),
}
IN_XML = ("shak", "from", "to", "ownership", "kind", "region")
ROOT, ROW = "SHAKregioner", "SHAKregion"

OWNERSHIP = {"1": "1", "3": "1", "2": "2"}
"""SHAK's ownership as public or private: region and state are public; the rest, mixed ones too, is 3, other."""
OTHER = "3"

TABS = Dialect("iso-8859-1", separator="\t", header=False)


class CodeHolder(NamedTuple):
    """A unit bears a hospital's SHAK code, in a region, on the days [from_day, to_day). unpublished: the key of the
    region it is in, when that one has no public code and ``region`` is the one before.
    """

    from_day: int
    to_day: int
    sor: str
    region: str | None
    unpublished: str | None = None


def write_text(selection: Selection, out: BinaryIO) -> list[Omitted]:
    """A history as ``SHAKregion.txt``."""
    omitted: list[Omitted] = []
    table = TableWriter(out, COLUMNS, TABS, omitted)
    for cells in region_rows(selection):
        omitted += _tell_left_out(cells)
        if "sor" not in cells:
            omitted.append(Omitted(cells["shak"], "sor", f"no unit bears the code from {cells['from']}"))
        table.row(cells["shak"], cells)
    table.flush()
    selection.rows[""] = table.rows
    return omitted


def write_xml(selection: Selection, out: BinaryIO) -> list[Omitted]:
    """A history as ``SHAKregion.xml``. What has no region is left out: the readers of the file want one."""
    omitted: list[Omitted] = []
    names = {column.path: column.name for column in COLUMNS}
    out.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<{ROOT}>\n'.encode())
    for cells in region_rows(selection):
        if "region" not in cells or "kind" not in cells:
            what = "region" if "region" not in cells else "institution kind"
            omitted.append(Omitted(cells["shak"], "", f"no {what} is known from {cells['from']}"))
            continue
        omitted += _tell_left_out(cells)
        selection.rows[""] += 1
        inside = "".join(f"\t\t<{names[path]}>{escape(cells[path])}</{names[path]}>\n" for path in IN_XML)
        out.write(f"\t<{ROW}>\n{inside}\t</{ROW}>\n".encode())
    out.write(f"</{ROOT}>\n".encode())
    return omitted


def region_rows(selection: Selection) -> Iterator[dict[str, str]]:
    """Every hospital on every stretch of days on which its record, its unit and that one's region are the same; a row
    per unit when several bear its code.
    """
    bearers = _bearers(selection.units(), selection.codes)
    end = OPEN if selection.shak_end is None else next_day(selection.shak_end)
    for record in selection.subjects("shak"):
        if record.values.get("record") == HOSPITAL and record.from_day < end:
            within = record._replace(to_day=min(record.to_day, end))
            yield from _rows(within, bearers.get(record.key, []))


def _bearers(units: Iterable[SelectedUnit], codes: CodeBook) -> dict[str, list[CodeHolder]]:
    """Who bears which hospital code, when, and in which region."""
    found: dict[str, list[CodeHolder]] = {}
    cells_of = UnitCells(codes)
    for row in units:
        shak = row.own.get("shak", "")
        if len(shak) != 4 or row.assumed:
            continue
        cells = cells_of(row)
        region, unpublished = text_in(cells, "postal_address.region"), None
        if region is not None and not is_number(region):
            unpublished = region
            region = codes.number_region_of_municipality(text_in(cells, "postal_address.municipality"), row.day)
        known = found.setdefault(shak, [])
        last = known[-1] if known else None
        if last and last[1:] == (row.from_day, row.code, region, unpublished):
            known[-1] = last._replace(to_day=row.to_day)
        else:
            known.append(CodeHolder(row.from_day, row.to_day, row.code, region, unpublished))
    return found


def _rows(record: SelectedSubject, bearers: Iterable[CodeHolder]) -> Iterator[dict[str, str]]:
    overlapping = [b for b in bearers if b.from_day < record.to_day and record.from_day < b.to_day]
    at = record.from_day
    for bearer in sorted(overlapping):
        start, end = max(record.from_day, bearer.from_day), min(record.to_day, bearer.to_day)
        if at < start:
            yield _row(record, at, start, None)
        yield _row(record, start, end, bearer)
        at = max(at, end)
    if at < record.to_day:
        yield _row(record, at, record.to_day, None)


def _row(record: SelectedSubject, start: int, end: int, bearer: CodeHolder | None) -> dict[str, str]:
    last = last_day_before(end)
    values = as_shak(record.values)
    found: dict[str, str | None] = {
        "shak": record.key,
        "name": values.get("name"),
        "from": str(start),
        "to": OPEN_END if last is None else str(last),
        "ownership": OWNERSHIP.get(values.get("ownership", ""), OTHER),
        "kind": values.get("institution_kind"),
        "region": bearer.region if bearer else None,
        "unpublished": bearer.unpublished if bearer else None,
        "sor": bearer.sor if bearer else None,
    }
    return {path: value for path, value in found.items() if value is not None}


def _tell_left_out(cells: dict[str, str]) -> Iterator[Omitted]:
    """The line about a row whose region has no public code; the field is a number that readers want."""
    if "unpublished" in cells and "region" in cells:
        before = f"the code of the region {cells['unpublished']} is not public; {cells['region']}, of the region before"
        yield Omitted(cells["shak"], "region", f"{before}, stands from {cells['from']}")


def _columns(paths: Iterable[str]) -> list[ShownColumn]:
    names = {column.path: column.name for column in COLUMNS}
    return [ShownColumn(names[path], *WORDS[path]) for path in paths]


_TEXT = Format(
    name="shakregion",
    version="1",
    title_da="SHAK-sygehuse med region og SOR-kode",
    title_en="SHAK hospitals with region and SOR code",
    takes=frozenset({KNOWN}),
    write=write_text,
    file="SHAKregion.txt",
    basis=DOCUMENTED,
    columns=lambda: _columns(WORDS),
    whole=True,
    encoding=TABS.encoding,
)
_XML = _TEXT._replace(
    write=write_xml, file="SHAKregion.xml", basis=PROJECT, columns=lambda: _columns(IN_XML), encoding="utf-8"
)
SHAKREGION = _TEXT._replace(also=(_XML,))
