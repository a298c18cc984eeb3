"""A copy register (KRS) that is followed: every data type page by page behind an ID card, kept as what holds now.

What comes is what somebody says: no hash stands over a row, so nothing of it can be proven.
"""

import csv
import io
import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

import httpx2
from lxml import etree

from sor import __version__
from sor.access.dgws.issuing import header
from sor.access.dgws.names import ASSERTION
from sor.following.source import PATIENCE, NoSource, SourceAway
from sor.formats.packing import member
from sor.formats.soap.envelope import ENVELOPE
from sor.formats.soap.krs import BEGINNING, KRS, MOST_RECORDS
from sor.formats.soap.krs_tables import VIEWS, View
from sor.formats.sor2 import complete, tables, units
from sor.formats.xml_tables.elements import FLAGS, Form

ADDRESS = "/StamdataReplication"
"""How the address of a copy register ends."""

OPEN_END = "2999-12-31"
"""How ``ValidTo`` of a row begins that holds now."""

DECLARATION = re.compile(rb"\A\s*<\?xml[^>]*>\s*")

LEVEL = 3
"""Of the ID card that KRS asks for: a system's."""

TABLES = {
    "shaksormap": tables.SHAK_OF_UNITS, "eanlocationcode": tables.LOCATION_NUMBERS,
    "eanlocationcodeeditype": tables.MESSAGE_TYPES_OF_NUMBERS, "sorreplacedentities": tables.SUCCESSIONS,
    "geolocations": tables.PLACES, "sorclassifications": tables.CLASSIFICATIONS,
}  # fmt: skip
"""The tables of ``SOR_complete.zip`` that tell the same as a data type; the units' own is ``sorentity``."""

FOLLOWED_VIEWS = tuple(
    view for view in VIEWS if view.has_history and (view.datatype == "sorentity" or view.datatype in TABLES)
)


REFUSED_OFFSET = "urn:stamdata:invalid-history-offset"
"""How a copy register says that an offset is none of its own: it was restored, or made anew."""


class OffsetRefused(NoSource):
    """The copy register does not know an offset that it gave once; the message is its own."""


class SentRow(NamedTuple):
    """A row as it was sent: what tells that it is the same one, told again, whether it holds now, and its cells."""

    identity: tuple[str, ...]
    is_current: bool
    cells: dict[str, str]


class KrsSource:
    """A copy register at its address. card: gives the ID card (a signed assertion) of whoever follows, as it is now."""

    def __init__(
        self,
        url: str,
        card: Callable[[], bytes],
        clock: Callable[[], datetime],
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        self.url = url
        self._card, self._clock = card, clock
        self._client = httpx2.Client(
            transport=transport, timeout=PATIENCE * 3, headers={"User-Agent": f"sor-follow/{__version__}"}
        )

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def page(self, view: View, offset: str) -> tuple[str, list[SentRow]]:
        """The rows behind an offset, and the offset of the last; none when there is nothing more. Raises SourceAway,
        NoSource.
        """
        asked = (
            f'<r:ReplicationRequest xmlns:r="{KRS}"><register>sor</register><datatype>{view.datatype}</datatype>'
            f"<version>1</version><registerVersion>{view.register_version}</registerVersion><offset>{offset}</offset>"
            f"<maxRecords>{MOST_RECORDS}</maxRecords></r:ReplicationRequest>"
        )
        shown = header(_read_card(self._card()), uuid.uuid4().hex, self._clock(), level=LEVEL)
        body = f'<e:Envelope xmlns:e="{ENVELOPE}"><e:Header>{shown}</e:Header><e:Body>{asked}</e:Body></e:Envelope>'
        try:
            answer = self._client.post(self.url, content=body.encode(), headers={"Content-Type": "text/xml"})
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise SourceAway(f"{self.url} cannot be reached: {str(error) or type(error).__name__}.") from error
        if answer.status_code == 503 or answer.status_code == 429:
            raise SourceAway(f"{self.url} answers with status {answer.status_code}.")
        try:
            root = etree.fromstring(answer.content, etree.XMLParser(resolve_entities=False, no_network=True))
        except etree.XMLSyntaxError as error:
            raise NoSource(f"{self.url} is no copy register: what it sent is no XML ({error}).") from None
        if (fault := root.find(".//{*}faultstring")) is not None or answer.status_code != 200:
            told = "" if fault is None else f": {fault.text}"
            is_offset = REFUSED_OFFSET.encode() in answer.content and offset != BEGINNING
            raise (OffsetRefused if is_offset else NoSource)(
                f"{self.url} refuses with status {answer.status_code}{told}"
            )
        entries = root.findall(".//{*}feed/{*}entry")
        rows = [_row(entry) for entry in entries]
        last = (entries[-1].findtext("{*}id") or "").rpartition("/")[2] if entries else offset
        if entries and not (last.isdigit() and last > offset):
            raise NoSource(f"{self.url} sent a page that does not go on: offset {last[:30]} after {offset}.")
        return last, rows


class KrsReplica:
    """The rows of every data type that hold now, and how far each has come. is_less: whether a row came again with the
    same key and times that was there otherwise, or had ended already: something of it was erased there.
    """

    def __init__(self) -> None:
        self.rows: dict[str, dict[tuple[str, ...], dict[str, str]]] = {view.datatype: {} for view in FOLLOWED_VIEWS}
        self.offsets = {view.datatype: BEGINNING for view in FOLLOWED_VIEWS}
        self.is_less = False
        self._ended: dict[str, set[int]] = {view.datatype: set() for view in FOLLOWED_VIEWS}

    def bring(self, source: KrsSource, tell: Callable[[int], None] = lambda _: None) -> bool:
        """Take every page there is of every data type; whether anything came. Raises SourceAway, NoSource."""
        came = False
        for view in FOLLOWED_VIEWS:
            while True:
                last, rows = source.page(view, self.offsets[view.datatype])
                if not rows:
                    break
                for row in rows:
                    self.is_less |= self._take(view, row)
                self.offsets[view.datatype] = last
                came = True
                tell(len(rows))
        return came

    def _take(self, view: View, row: SentRow) -> bool:
        """Put a row in its place; whether it is one that was told before, and now says something else."""
        held, ended = self.rows[view.datatype], self._ended[view.datatype]
        if row.is_current:
            before = held.get(row.identity, row.cells)
            held[row.identity] = row.cells
            return before != row.cells
        end = hash((row.identity, row.cells.get("ValidTo")))
        has_ended = end in ended
        ended.add(end)
        held.pop(row.identity, None)
        return has_ended

    def write(self, path: Path, day: int) -> None:
        """Write what holds as the archive of whole histories (``SOR_complete.zip``), of a day."""
        with ZipFile(path, "w", ZIP_DEFLATED) as archive:
            for view in FOLLOWED_VIEWS:
                is_units = view.datatype == "sorentity"
                name = complete.UNITS if is_units else f"{TABLES[view.datatype].name}.csv"
                columns = units.COLUMNS if is_units else TABLES[view.datatype].columns
                rows = _write_table(view, [column.name for column in columns], self.rows[view.datatype].values())
                with member(archive, name, (day // 10000, day // 100 % 100, day % 100, 0, 0, 0)) as content:
                    content.write("".join(rows).encode("utf-8-sig"))


def _read_card(content: bytes) -> bytes:
    """An ID card without its declaration. Raises NoSource when it is something else, such as a whole header."""
    try:
        is_card = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True)).tag == ASSERTION
    except etree.XMLSyntaxError:
        is_card = False
    if not is_card:
        raise NoSource(
            "The file of the ID card holds something else. It is to hold one signed saml:Assertion and nothing around"
            " it, no wsse:Security and no header, as an STS gives it; of a demo: sor card CVR > FILE, without --header."
        )
    return DECLARATION.sub(b"", content)


def _row(entry: etree._Element) -> SentRow:
    content = entry.find("{*}content")
    element = content[0] if content is not None and len(content) else entry
    cells = {etree.QName(cell).localname: cell.text or "" for cell in element}
    identity = tuple(cells.get(name, "") for name in ("UniqueCurrentKey", "FromDate", "ValidFrom"))
    return SentRow(identity, cells.get("ValidTo", "").startswith(OPEN_END), cells)


def _write_table(view: View, names: Sequence[str], rows: Iterable[dict[str, str]]) -> Iterator[str]:
    """The lines of a table of SOR2."""
    forms = {column.name: column.form for column in view.columns}

    def cell(row: dict[str, str], name: str) -> str:
        text, form = row.get(name, ""), forms.get(name)
        if form is Form.METRE:
            return text.replace(".", ",")
        if form in FLAGS:
            return {"1": "true", "0": "false"}.get(text, text)
        return text

    out = io.StringIO()
    lines = csv.writer(out, delimiter=";", lineterminator="\r\n")
    lines.writerow(names)
    for row in rows:
        lines.writerow([cell(row, name) for name in names])
    yield out.getvalue()
