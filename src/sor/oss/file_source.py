"""Units of FK-ORG from a file: the answers of its GraphQL interface as JSON, or a table; and links as FUT takes them.

The table has a header; the links have none: ``ORG-UNIT;UUID;SOR code`` a line (source: FUT's import of links).
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from sor.core.outside_json import NotJson, read_json
from sor.core.shapes import Value, list_items, parts_of
from sor.oss import org_unit
from sor.oss.org_nodes import UnitNode, fit, org_unit_of
from sor.oss.org_unit import OrgAddress, OrgTask, OrgUnit, read_uuid
from sor.oss.source import SourceFault, TellCount

COLUMNS = {
    "post": org_unit.POST,
    "besøg": org_unit.CONTACT,
    "telefon": org_unit.PHONE,
    "email": org_unit.EMAIL,
    "web": org_unit.WEBSITE,
    "pnummer": org_unit.PRODUCTION_UNIT,
    "sor": org_unit.SOR_CODE,
}
"""The columns of addresses, and the role of each."""

UUID, NAME, PARENT, TASKS, STATE = "uuid", "navn", "overordnet", "kle", "status"
LINK_KINDS = ("ORG", "ORG-UNIT")
LARGEST = 200_000_000


class FileSource:
    """The units in a file; links: of a file that holds links and no units."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.name = path.name

    def close(self) -> None:
        """Nothing is held open."""

    def units(self, cvr: str, tell: TellCount) -> Sequence[OrgUnit]:  # noqa: ARG002 a file is of one municipality
        """Every unit of the file."""
        found = read_units(self._read(), self.name)
        tell(len(found))
        return found

    def links(self) -> dict[str, str]:
        """The SOR code of each UUID, where the file is a list of links; else nothing."""
        return read_links(self._read())

    def _read(self) -> bytes:
        try:
            if self._path.stat().st_size > LARGEST:
                raise SourceFault(
                    f"{self.name} is larger than {LARGEST // 1_000_000} MB.",
                    f"{self.name} er større end {LARGEST // 1_000_000} MB.",
                )
            return self._path.read_bytes()
        except OSError as error:
            raise SourceFault(
                f"{self.name} cannot be read: {error.strerror}.", f"{self.name} kan ikke læses: {error.strerror}."
            ) from None


def read_units(body: bytes, name: str) -> list[OrgUnit]:
    """The units in a file's bytes. Raises SourceFault, for a list of links too: it names no units."""
    if body.lstrip()[:1] in (b"{", b"["):
        return [org_unit_of(node) for node in _nodes(body, name)]
    table = _table(body, name)
    if _is_links(table[0]):
        raise SourceFault(
            f"{name} holds links and no units; give it to: sor oss match --links.",
            f"{name} indeholder koblinger og ingen enheder; giv den til: sor oss match --links.",
        )
    header = [cell.strip().casefold() for cell in table[0]]
    missing = [column for column in (UUID, NAME) if column not in header]
    if missing:
        raise SourceFault(
            f"{name} has no column {' and '.join(missing)}; it has {', '.join(header)[:200]}.",
            f"{name} har ingen kolonne {' og '.join(missing)}; den har {', '.join(header)[:200]}.",
        )
    return [_row(dict(zip(header, row, strict=False))) for row in table[1:]]


def read_links(body: bytes) -> dict[str, str]:
    """The SOR code by UUID in a list of links; empty for any other file."""
    try:
        table = list(csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))
    except (UnicodeError, csv.Error):
        return {}
    rows = [row for row in table if any(row)]
    if not rows or not _is_links(rows[0]):
        return {}
    return {read_uuid(row[1]): row[2].strip() for row in rows if len(row) > 2 and _is_links(row)}


def _is_links(row: Sequence[str]) -> bool:
    return bool(row) and row[0].strip().upper() in LINK_KINDS


def _table(body: bytes, name: str) -> list[list[str]]:
    try:
        text = body.decode("utf-8-sig")
        table = [row for row in csv.reader(io.StringIO(text), delimiter=";") if any(cell.strip() for cell in row)]
    except (UnicodeError, csv.Error) as error:
        raise SourceFault(
            f"{name} is no table in UTF-8 with semicolons: {error}.",
            f"{name} er ingen tabel i UTF-8 med semikolon: {error}.",
        ) from None
    if not table:
        raise SourceFault(f"{name} is empty.", f"{name} er tom.")
    return table


def _row(cells: Mapping[str, str]) -> OrgUnit:
    def cell(name: str) -> str:
        return fit(cells.get(name, ""))

    addresses = tuple(OrgAddress(role, cell(column)) for column, role in COLUMNS.items() if cell(column))
    tasks = tuple(OrgTask(number) for number in cell(TASKS).replace(",", " ").split())
    parent = read_uuid(cell(PARENT)) if cell(PARENT) else None
    is_active = cell(STATE).upper() not in ("INAKTIV", "LUKKET")
    return OrgUnit(read_uuid(cell(UUID)), cell(NAME), parent, addresses, tasks, is_active)


def _nodes(body: bytes, name: str) -> list[UnitNode]:
    try:
        found = list(_found_nodes(read_json(body)))
        nodes = msgspec.convert(found, list[UnitNode])
    except (NotJson, msgspec.ValidationError) as error:
        raise SourceFault(
            f"{name} cannot be read as units of FK-ORG: {error}.",
            f"{name} kan ikke læses som enheder fra FK-ORG: {error}.",
        ) from None
    if not nodes:
        raise SourceFault(f"{name} holds no units.", f"{name} indeholder ingen enheder.")
    return nodes


def _found_nodes(value: Value) -> Iterator[Value]:
    """The units in answers, in lists of answers, and in lists of units."""
    if isinstance(value, list):
        for one in value:
            yield from _found_nodes(one)
        return
    parts = parts_of(value)
    if "uuid" in parts:
        yield parts
        return
    for edge in list_items(parts.get("edges")):
        yield parts_of(edge).get("node")
    for name in ("data", "organisationEnhedListe", "organisationEnhed", "units"):
        if name in parts:
            yield from _found_nodes(parts[name])
