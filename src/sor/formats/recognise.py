"""What a file is, told by its content, and the one door to all readers.

XML by its root, a zip by its members, SHAK by its fixed width, every table by the names of its columns.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, NamedTuple

import msgspec

from sor.formats.archive import HEAD, Member, is_archive, members
from sor.formats.delivery import BadFile, Delivery
from sor.formats.lookups import Lookups
from sor.formats.shak import complete as shak
from sor.formats.sor2 import complete as sor2_complete
from sor.formats.sor2 import tables as sor2_tables
from sor.formats.sor2 import units as sor2_units
from sor.formats.sor_xml import file as sor_xml
from sor.formats.tables import columns, gln_list, sor_csv
from sor.formats.tables.column_table import spelling
from sor.formats.tables.table_file import TableFile, remove_mark

SOR_XML = "sor-xml"
SHAK_CSV = "shak-csv"
ZIP = "zip"


WORKBOOK = frozenset({"xl/workbook.xml", "xl/workbook.bin", "content.xml"})
"""What is in the workbooks of spreadsheets, by which they are known among zips."""


MOST_TITLES = 20
"""So far down the header of a table with titles above it is looked for."""

LONGEST_TITLE = 80
"""Letters of the title of a web page that are told."""

_WEB_PAGE = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+)?html\b", re.IGNORECASE | re.DOTALL)
_TITLE = re.compile(rb"<(title|h1)\b[^>]*>(.*?)</\1\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(rb"<[^>]*>")


class ReadRequest(msgspec.Struct, frozen=True):
    """What the caller says beside the file: see ``read``."""

    lookups: Lookups
    snapshot: int | None = None
    columns: Mapping[str, str] | None = None
    part: bool = False


class KnownFormat(NamedTuple):
    """A format: its name, whether a header (spellings of column names) is of it, and its reader."""

    format: str
    recognises_header: Callable[[frozenset[str]], bool]
    read: Callable[[BinaryIO, str, ReadRequest], Delivery]


def _sor2(stream: BinaryIO, file: str, asked: ReadRequest) -> Delivery:
    """The header does not tell the daily file from the complete one; only the complete one's own name is believed,
    because a file wrongly taken for the complete one would annul what it leaves out.
    """
    complete = Path(file).name.casefold() == sor2_complete.UNITS.casefold()
    return sor2_units.read(
        stream, file, lookups=asked.lookups, complete=complete, snapshot=asked.snapshot, part=asked.part
    )


def _side_reader(side: sor2_tables.SideTable) -> Callable[[BinaryIO, str, ReadRequest], Delivery]:
    return lambda stream, file, asked: sor2_tables.read(stream, file, side, snapshot=asked.snapshot)


TABLES = (
    KnownFormat(
        SHAK_CSV, shak.recognises_header, lambda s, f, a: shak.read_csv(s, f, snapshot=a.snapshot, part=a.part)
    ),
    KnownFormat(
        sor_csv.FORMAT,
        sor_csv.recognises_header,
        lambda s, f, a: sor_csv.read(s, f, lookups=a.lookups, snapshot=a.snapshot, part=a.part),
    ),
    KnownFormat("sor2-units", sor2_units.recognises_header, _sor2),
    *(KnownFormat(side.format, side.recognises_header, _side_reader(side)) for side in sor2_tables.SIDES),
    KnownFormat(gln_list.FORMAT, gln_list.recognises_header, lambda s, f, a: gln_list.read(s, f, snapshot=a.snapshot)),
)
"""The tables, told apart by their columns, in this order."""


def recognise(head: bytes, name: str) -> str | None:
    """The format of a file that begins with these bytes (64 KB are enough); None for a table of unknown columns.

    name: of the file, for messages only. Raises BadFile when the bytes are no text.
    """
    if is_archive(head):
        return ZIP
    if sor_xml.recognises(head):
        return SOR_XML
    if shak.recognises(remove_mark(head)):
        return shak.FORMAT
    known = _table(TableFile(BytesIO(head), name).header)
    return known.format if known else None


def read_file(
    path: Path,
    *,
    lookups: Lookups,
    snapshot: int | None = None,
    columns: Mapping[str, str] | None = None,
    part: bool = False,
) -> Delivery:
    """A file on disk as a delivery; it stays open until ``with delivery:`` ends. See ``read``."""
    stream = path.open("rb")
    try:
        delivery = read(stream, path.name, lookups=lookups, snapshot=snapshot, columns=columns, part=part)
    except BaseException:
        stream.close()
        raise
    delivery.source = stream
    return delivery


def read(
    stream: BinaryIO,
    file: str,
    *,
    lookups: Lookups,
    snapshot: int | None = None,
    columns: Mapping[str, str] | None = None,
    part: bool = False,
) -> Delivery:
    """Any file the register reads, as a delivery; the stream must be seekable.

    lookups: names to codes. snapshot: the day that a file without one of its own describes; for a file in a zip the
    day it bears there when not given. columns: field to column, for a table of unknown columns; when given, the table
    is read by them even if its columns are known. part: the file is not the whole register. Raises BadFile.
    """
    asked = ReadRequest(lookups, snapshot, columns, part)
    head = stream.read(HEAD)
    stream.seek(0)
    if is_archive(head):
        return _read_archive(stream, file, asked)
    return _read_plain(stream, file, head, asked)


def _read_plain(stream: BinaryIO, file: str, head: bytes, asked: ReadRequest) -> Delivery:
    if sor_xml.recognises(head):
        return sor_xml.read(stream, file, region_of=asked.lookups.region_of_municipality)
    if shak.recognises(remove_mark(head)):
        return shak.read(stream, file, snapshot=asked.snapshot, part=asked.part)
    known = None if asked.columns else _table(TableFile(BytesIO(head), file).header)
    if known is not None:
        return known.read(stream, file, asked)
    _refuse_web_page(head, file)
    if not asked.columns:
        _refuse_titled(head, file)
    if remove_mark(head).lstrip().startswith(b"<"):
        raise BadFile(f"{file} is XML, but no SOR XML: its root is no SorTree. Give the file that SOR publishes.")
    return columns.read(
        stream, file, columns=asked.columns, lookups=asked.lookups, snapshot=asked.snapshot, part=asked.part
    )


def _refuse_web_page(head: bytes, file: str) -> None:
    """What a server gives instead of a file: that it is not there, that it rests, or a form to log in by."""
    if _WEB_PAGE.match(remove_mark(head)):
        found = _TITLE.search(head)
        words = unescape(_TAG.sub(b" ", found[2]).decode(errors="replace")).split() if found else []
        title = "".join(filter(str.isprintable, " ".join(words)))[:LONGEST_TITLE]
        titled = f', "{title}",' if title else ""
        raise BadFile(f"{file} is a web page{titled} and no file of SOR. See what its address shows in a browser.")


def _refuse_titled(head: bytes, file: str) -> None:
    """A table of a known format with other lines above its header."""
    for number, line in enumerate(remove_mark(head).splitlines()[:MOST_TITLES], start=1):
        try:
            known = _table(TableFile(BytesIO(line), file).header)
        except BadFile:
            continue  # an empty line, or none of a table
        if known is not None:
            raise BadFile(
                f"{file}: the header of the table ({known.format}) stands on line {number}. Take away what stands above"
                " it."
            )


def _read_archive(stream: BinaryIO, file: str, asked: ReadRequest) -> Delivery:
    """The complete SOR2 archive, or the one file in a zip that is of a known format."""
    listed = members(stream, file)
    if sor2_complete.recognises([member.name for member in listed]):
        return sor2_complete.read(listed, file, lookups=asked.lookups, snapshot=asked.snapshot, part=asked.part)
    if any(member.name in WORKBOOK for member in listed):
        raise BadFile(
            f"{file} is a workbook of a spreadsheet. Save its table as CSV, every column as text, and load that."
        )
    fitting = [(member, head) for member, head in map(_open_member, listed) if _is_known(member, head, asked)]
    if len(fitting) != 1:
        names = ", ".join(member.name for member in ([m for m, _ in fitting] or listed)) or "nothing"
        found = f"more than one file that could be meant ({names})" if fitting else f"no known file; it holds {names}"
        raise BadFile(f"{file}: {found}. Give the one to load by itself.")
    member, head = fitting[0]
    dated = msgspec.structs.replace(asked, snapshot=member.date if asked.snapshot is None else asked.snapshot)
    delivery = _read_plain(member.open(), member.name, head, dated)
    delivery.file = file
    return delivery


def _open_member(member: Member) -> tuple[Member, bytes]:
    with member.open() as content:
        return member, content.read(HEAD)


def _is_known(member: Member, head: bytes, asked: ReadRequest) -> bool:
    try:
        found = recognise(head, member.name)
    except BadFile:
        return False
    return found not in (None, ZIP) or (asked.columns is not None and member.name.casefold().endswith(".csv"))


def _table(header: Iterable[str]) -> KnownFormat | None:
    names = frozenset(map(spelling, header))
    return next((known for known in TABLES if known.recognises_header(names)), None)
