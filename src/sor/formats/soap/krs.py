"""The messages of the copy register: what a request of KRS or RFS asks, the feed that answers it, the codes of faults.

Both are answered by one ATOM feed with an entry for each row. The rows themselves stand in ``krs_tables``.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from sor.core.day import DENMARK, START, last_day_before, to_date, write_day
from sor.core.identifiers import is_number
from sor.core.shapes import Value
from sor.formats.numbers import is_decimal
from sor.formats.soap.envelope import Call, Contract, Fault, Limits
from sor.formats.soap.krs_tables import (
    BY_NAME,
    KNOWN_FROM,
    KNOWN_TO,
    REGISTER,
    ROW_END,
    ROW_FIRST,
    ROW_KEY,
    ROWS,
    VERSION,
    VIEWS,
    KrsColumn,
    ShownPiece,
    View,
    view_of,
)
from sor.formats.tables.table_writer import write_decimal, write_level
from sor.formats.tables.unit_rows import FROM, LAST
from sor.formats.xml_tables.elements import Form, Leaf
from sor.formats.xml_tables.schema import print_element, print_occurrence, print_sequence, print_words, type_of
from sor.formats.xml_tables.writing import ToText, Write, XmlLayout, compile_writer

KRS = "http://nsi.dk/2011/10/21/StamdataKrs/"
RFS = "http://nsi.dk/2021/03/03/StamdataRfs/"
ATOM = "http://www.w3.org/2005/Atom"
FOLDER = Path(str(files("sor"))) / "contracts" / "krs"
WSDL_OF = {KRS: "krs.wsdl", RFS: "rfs.wsdl"}
SCHEMA_OF = {KRS: "krs.xsd", RFS: "rfs.xsd"}
OPERATION = "replicate"

INVALID_OFFSET = "urn:stamdata:invalid-history-offset"
UNKNOWN_VIEW = "urn:stamdata:unknown-view"
IO_ERROR = "urn:stamdata:io-error"
UNAUTHORIZED = "urn:stamdata:unauthorized-access"
INTERNAL_ERROR = "urn:stamdata:internal-error"
CODES = (INVALID_OFFSET, UNKNOWN_VIEW, IO_ERROR, UNAUTHORIZED, INTERNAL_ERROR)

MOST_RECORDS = 2000
"""Rows of a page: what a request without ``maxRecords`` gets, and no request more."""

MOST_IDS = 5000
"""Ids of one request of RFS."""

DIGITS = 20
BEGINNING = "0" * DIGITS
SECONDS = 10
"""So many digits of an offset are the seconds since 1970, the others the place of a row within that second."""

NO_FILTER = (
    "This service takes no filter: the form of RFS's filters is not public. Leave it out and filter what is answered."
)

_OF_VIEW = frozenset({"register", "datatype", "version", "registerVersion"})
_OF_PAGE = frozenset({"offset", "maxRecords"})


class KrsContract(Contract):
    """What KRS, or RFS, understands."""

    def check(self, call: Call) -> None:
        """As every contract; a filter is refused with its own sentence. Raises Fault."""
        for child in call.element.iterchildren("{*}*"):
            name = child.tag[child.tag.find("}") + 1 :]
            if call.operation and "filter" in name.lower():
                raise call.client_fault(name, NO_FILTER)
        super().check(call)


def contract(namespace: str, understood: Sequence[str] = ()) -> KrsContract:
    """The contract of KRS or RFS, by namespace. understood: header entries taken even with mustUnderstand."""
    requests = {OPERATION: "ReplicationRequest"}
    return KrsContract(
        namespace, FOLDER / SCHEMA_OF[namespace], requests, limits=Limits(depth=50), understood=understood
    )


class Page(NamedTuple):
    """What a request of KRS asks: the rows of a view behind an offset of 20 digits."""

    view: View
    offset: str
    limit: int


class Some(NamedTuple):
    """What a request of RFS asks: the rows of a view on some ids, each named once."""

    view: View
    ids: tuple[str, ...]


def page(call: Call) -> Page:
    """What is asked of KRS. Raises Fault."""
    return Page(_view(call), _offset(call), _limit(call))


def some(call: Call) -> Some:
    """What is asked of RFS. Raises Fault."""
    view = _view(call)
    found = [(one.text or "").strip() for one in call.element.iterfind("idList/id")]
    if not 1 <= len(found) <= MOST_IDS:
        raise call.client_fault("idList", f"it holds {len(found)} ids; ask for 1 to {MOST_IDS} at a time.")
    return Some(view, tuple(dict.fromkeys(found)))


def _view(call: Call) -> View:
    register, datatype = _read_child_text(call, "register") or "", _read_child_text(call, "datatype") or ""
    version, register_version = (
        int(_read_child_text(call, "version") or 0),
        int(_read_child_text(call, "registerVersion") or 1),
    )
    found = view_of(register, register_version, datatype, version)
    if found is not None:
        return found
    if register != REGISTER:
        raise call.client_fault("register", f"there is no register '{register[:40]}' here; there is: {REGISTER}.")
    names = {of: [v.datatype for v in VIEWS if v.register_version == of] for of in sorted({1, 2})}
    if register_version not in names:
        raise call.client_fault("registerVersion", f"there is no version {register_version} of it; there are 1 and 2.")
    if datatype not in names[register_version]:
        there = ", ".join(names[register_version])
        other = next((of for of, known in names.items() if datatype in known), None)
        hint = "" if other is None else f" '{datatype}' is of version {other}: send <registerVersion>{other}."
        text = f"there is no data type '{datatype[:40]}' in version {register_version}; there are: {there}.{hint}"
        raise call.client_fault("datatype", text)
    raise call.client_fault("version", f"there is no version {version} of a data type here; there is: {VERSION}.")


def _offset(call: Call) -> str:
    text = _read_child_text(call, "offset") or ""
    if not re.fullmatch(rf"[0-9]{{0,{DIGITS}}}", text):
        what = "is longer" if text.isdecimal() and text.isascii() else "holds something else"
        raise call.client_fault("offset", f"an offset has up to {DIGITS} digits, and '{text[:40]}' {what}. {FROM_ZERO}")
    return text.rjust(DIGITS, "0")


FROM_ZERO = "Send the one of the last row received; 0, or none, begins anew."


def _limit(call: Call) -> int:
    text = _read_child_text(call, "maxRecords")
    asked = MOST_RECORDS if text is None else int(text)
    if asked == 0:
        text = f"0 rows would look as if there were no more. Ask for 1 to {MOST_RECORDS}, or leave it out."
        raise call.client_fault("maxRecords", text)
    return min(asked, MOST_RECORDS)


def _read_child_text(call: Call, name: str) -> str | None:
    """The text of a child, which bears no namespace; None when it is not there or empty."""
    found = call.element.findtext(name)
    return found.strip() or None if found else None


def code_of(fault: Fault) -> str:
    """The documented code of a fault that the request, or this server, is to blame for."""
    if fault.code == "Server":
        return IO_ERROR if fault.status == 503 else INTERNAL_ERROR
    element = fault.troubles[0].element.rpartition("}")[2]
    return UNKNOWN_VIEW if element in _OF_VIEW else INVALID_OFFSET if element in _OF_PAGE else IO_ERROR


def fault_detail(code: str, text: str) -> str:
    """The ``ReplicationFault`` of a fault's detail."""
    told = text.replace("&", "&amp;").replace("<", "&lt;")
    return f'<ReplicationFault xmlns="{KRS}"><errorMessage xmlns="">{code}: {told}</errorMessage></ReplicationFault>'


# The feed.


class ToldRow(NamedTuple):
    """A row as it is told: its offset, when that became known, the subject, what it shows. known_from: when it was
    learned; known_to: when it was believed no more, None while it stands.
    """

    revision: str
    updated: datetime
    key: str
    piece: ShownPiece
    known_from: datetime
    known_to: datetime | None


def feed(view: View, rows: Iterable[ToldRow], now: datetime, *, keeps_noughts: bool = True) -> bytes:
    """The body of an answer. keeps_noughts: whether a ydernummer keeps the noughts that it begins with. Raises
    CannotWrite.
    """
    name = f"tag:nsi.dk,2011:{REGISTER}/{view.datatype}/v1"
    put = _writer(view.name, keeps_noughts)
    opening = f'<content type="application/xml"><{view.datatype} xmlns="{ROWS}">'
    head = (
        f'<ReplicationResponse xmlns="{KRS}"><feed xmlns="{ATOM}"><id>{name}</id><updated>{_utc(now)}</updated>'
        "<title>Stamdata Registry Feed</title><author><name>National Sundheds IT</name></author>"
    )
    pieces = [head]
    for row in rows:
        pieces.append(f"<entry><id>{name}/{row.revision}</id><title/><updated>{_utc(row.updated)}</updated>{opening}")
        put(_cells(view, row), pieces)
        pieces.append(f"</{view.datatype}></content></entry>")
    pieces.append("</feed></ReplicationResponse>")
    return "".join(pieces).encode()


def _cells(view: View, row: ToldRow) -> dict[str, Any]:
    """The cells of a row with what it says of itself."""
    start, end, cells = row.piece
    if not view.has_history:
        ends = start if row.known_to is not None else end
        return cells | {
            ROW_FIRST: _midnight(start),
            ROW_END: END_OF_TIME if last_day_before(ends) is None else _midnight(ends),
        }
    mine: dict[str, Any] = {ROW_KEY: f"{row.key}/{write_day(start)}", KNOWN_FROM: _local(row.known_from)}
    mine[KNOWN_TO] = END_OF_TIME if row.known_to is None else _local(row.known_to)
    if start > START:
        mine[FROM] = start
    if (last := last_day_before(end)) is not None:
        mine[LAST] = last
    return cells | mine


END_OF_TIME = "2999-12-31T00:00:00.000+01:00"


def _midnight(day: int) -> str:
    """The beginning of a day in Denmark."""
    offset = datetime.combine(to_date(day), datetime.min.time(), DENMARK).isoformat()[19:]
    return f"{write_day(day)}T00:00:00.000{offset if len(offset) == 6 else '+01:00'}"


def _local(instant: datetime) -> str:
    return instant.astimezone(DENMARK).isoformat(timespec="milliseconds")


def _utc(instant: datetime) -> str:
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


@cache
def _writer(name: str, keeps_noughts: bool) -> Write:
    """What appends the elements of a row, by the view's name."""
    texts = _TEXTS if keeps_noughts else _TEXTS | {Form.PROVIDER: _without_noughts}
    return compile_writer([Leaf(one.name, one.path, one.form) for one in BY_NAME[name].columns], XmlLayout(texts))


LONGEST = 18
"""Digits that surely fit into the schema's long."""


def _text(value: Value) -> str | None:
    return value or None if isinstance(value, str) else None


def _digits(value: Value) -> str | None:
    return str(value) if is_number(value) else None


def _long(value: Value) -> str | None:
    return str(int(value)) if is_number(value) and len(str(value)) <= LONGEST else None


def _without_noughts(value: Value) -> str | None:
    """A ydernummer as the old importer wrote it."""
    return value.lstrip("0") or value[-1:] or None if isinstance(value, str) else None


def _flag(value: Value) -> str | None:
    return "1" if value is True else "0" if value is False else None


_TEXTS: dict[Form, ToText] = {
    Form.TEXT: _text,
    Form.PROVIDER: _text,
    Form.TIME: _text,
    Form.NUMBER: _digits,
    Form.LONG: _long,
    Form.DAY: lambda value: write_day(value) if isinstance(value, int) else None,
    Form.FLAG: _flag,
    Form.NOT_FLAG: lambda value: _flag(not value) if isinstance(value, bool) else None,
    Form.METRE: lambda value: write_decimal(value).replace(",", ".") if is_decimal(value) else None,
    Form.LEVEL: lambda value: write_level(value) if isinstance(value, str) else None,
}


# The schema of the rows.


def rows_schema() -> str:
    """The schema of every data type's element."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"',
        f'           targetNamespace="{ROWS}" elementFormDefault="qualified">',
    ]
    for view in VIEWS:
        columns = [_in_schema(column) for column in view.columns]
        body = [*print_words([("en", f"{view.name}: {view.en}")]), *print_sequence(columns)]
        lines += [f"  {line}".replace("\t", "  ") for line in print_element(view.datatype, body)]
    return "\n".join([*lines, "</xs:schema>", ""])


ALWAYS = frozenset({ROW_KEY, ROW_FIRST, ROW_END, KNOWN_FROM, KNOWN_TO})
"""What stands in every row."""


def _in_schema(column: KrsColumn) -> str:
    occurs = print_occurrence(required=column.path in ALWAYS)
    (line,) = print_element(column.name, type=type_of(column.form), attributes=occurs)
    return line
