"""A copy of the copy register, kept as its clients keep it: page by page, a row in the place of the one it tells again.

It reads what is sent, the bytes of the feeds, and knows nothing of how they are made.
"""

import csv
import io
from collections.abc import Iterator
from typing import Any
from zipfile import ZipFile

from lxml import etree

from sor.following.copy_register import CopyRegister
from sor.formats.soap import krs
from sor.formats.soap.krs_tables import VIEWS, View
from sor.formats.sor2.complete_export import write_complete
from sor.jobs.selection import history
from sor.register import Register

OPEN_END = "2999-12-31"
V2 = tuple(view for view in VIEWS if view.has_history)
FILES = {
    "sorentity": "SOREntity.csv", "shaksormap": "SORSHAKMap.csv", "eanlocationcode": "LocationsCodes.csv",
    "eanlocationcodeeditype": "LocationsCodeEDITypeMap.csv", "sorreplacedentities": "SORReplacedEntities.csv",
    "geolocations": "Geolocations.csv", "sorclassifications": "SORClassifications.csv",
}  # fmt: skip
"""The tables of ``SOR_complete.zip`` that tell the same as a data type."""

Row = dict[str, str]


def entries(body: bytes) -> list[tuple[str, Row]]:
    """The offset of each entry of a feed, and its row: what its elements say."""
    feed = etree.fromstring(body)[0]
    return [
        (
            (entry.findtext("{*}id") or "").rpartition("/")[2],
            {etree.QName(cell).localname: cell.text or "" for cell in entry.find("{*}content")[0]},  # type: ignore[index]
        )
        for entry in feed.iterfind("{*}entry")
    ]


def identity(view: View, row: Row) -> tuple[str, ...]:
    """What tells that a row is the same one, told again."""
    names = ("UniqueCurrentKey", "FromDate", "ValidFrom") if view.has_history else ("sorNummer", "validFrom")
    return tuple(row.get(name, "") for name in names)


class Replica:
    """The rows of every data type, and the offset that each has come to."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[tuple[str, ...], Row]] = {view.name: {} for view in VIEWS}
        self.offsets: dict[str, str] = {view.name: krs.BEGINNING for view in VIEWS}
        self.pages = 0

    def take_page(self, copies: CopyRegister, view: View, limit: int) -> bool:
        """Take one page; False when there was nothing in it."""
        shown = copies.page(view, self.offsets[view.name], limit)
        found = entries(krs.feed(view, shown.rows, copies._register.clock()))
        assert [one for one, _ in found] == sorted({one for one, _ in found}), "offsets rise, none comes twice"
        assert all(one > self.offsets[view.name] and len(one) == krs.DIGITS for one, _ in found)
        for offset, row in found:
            self.rows[view.name][identity(view, row)] = row
            self.offsets[view.name] = offset
        self.pages += 1
        return bool(found)

    def take_all(self, copies: CopyRegister, limit: int = 2000) -> "Replica":
        """Take pages of every data type until they are empty."""
        for view in VIEWS:
            while self.take_page(copies, view, limit):
                pass
        return self

    def current(self, view: View) -> list[Row]:
        """The rows of a data type that stand."""
        return [row for row in self.rows[view.name].values() if row["ValidTo"].startswith(OPEN_END)]


def differing(replica: Replica, register: Register) -> list[Any]:
    """The rows that stand on one side alone: in the copy, or in the nightly file of the same serial."""
    out = io.BytesIO()
    write_complete(history(register, register.serial(), register.clock()), out)
    found: list[Any] = []
    with ZipFile(out) as archive:
        for view in V2:
            if view.datatype in FILES:
                mine = sorted(map(_plain, replica.current(view)))
                theirs = sorted(map(_plain, _table(archive, FILES[view.datatype])))
                found += [(view.datatype, row) for row in mine if row not in theirs]
                found += [(row, view.datatype) for row in theirs if row not in mine]
                if len(mine) != len(theirs):
                    found.append((view.datatype, len(mine), len(theirs)))
    return found


def _plain(row: Row) -> list[tuple[str, str]]:
    return sorted(
        (name, cell) for name, cell in row.items() if name not in ("UniqueCurrentKey", "ValidFrom", "ValidTo")
    )


def _table(archive: ZipFile, name: str) -> Iterator[Row]:
    text = archive.read(name).decode("utf-8-sig").replace('="', "").replace('";', ";").replace('"\r\n', "\r\n")
    for row in csv.DictReader(io.StringIO(text), delimiter=";", quoting=csv.QUOTE_NONE):
        yield {column: _as_sent(column, cell) for column, cell in row.items() if cell}


def _as_sent(column: str, cell: str) -> str:
    """A cell as XML has it."""
    if column.startswith(("CoordETRS", "PostalAddressCoord", "VisitingAddressCoord", "ActivityAddressCoord")):
        return cell.replace(",", ".")
    return {"true": "1", "false": "0"}.get(cell, cell) if column.endswith("Indicator") else cell
