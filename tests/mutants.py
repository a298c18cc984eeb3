"""Documents spoilt by chance, each of one to four changes; the same for the same seed.

A change is made to the bytes (one replaced, a bit turned, a piece cut out, doubled, moved, taken from another document,
another encoding), to a token (put in, put in the place of a value, a value in the place of another) or to the
structure: elements of XML dropped, doubled, swapped, wrapped, nested, renamed; rows and columns of tables dropped,
doubled, swapped, their cells exchanged, quotes and separators put in; members of JSON dropped, doubled, swapped, of
another type, nested.
"""

import json
import re
import warnings
import zlib
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from random import Random
from typing import Any, TypeAlias
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

Change: TypeAlias = Callable[[bytes, Random, Sequence[bytes]], bytes]
"""A document, spoilt. The last argument: documents of the same kind, of which pieces may be taken."""

MARKUP = (
    b"<", b">", b"/>", b"&", b"&#x49;", b"&lt;", b"<!-- x -->", b"<![CDATA[x]]>", b"<?x y?>", b"]]>", b'"', b"'", b"\0",
    b"\xff\xfe", b"\xc3", b"<x>", b"</x>", b'<x xmlns="urn:x"/>', b' id="IDCard"', b' ID="IDCard"', b" xmlns=''",
    b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;", b"IDCard", b"Z", b"+01:00", b"90000012", b"99999999", b"%s%n", b"\n",
    "æøå😀".encode(), b"4", b"1.0", b"soapenv:", b'mustUnderstand="1"', b"http://www.w3.org/2000/09/xmldsig#rsa-sha1",
    b"&#0;", b"&#xD800;", b"&#xFFFF;", b'xsi:nil="true"', b"<![CDATA[", b"-->", b"xml:space='preserve'",
)  # fmt: skip
VALUES = (
    b"", b" ", b"\t", b"0", b"-1", b"00", b"1e400", b"NaN", b"Infinity", b"9" * 30, b"true", b"FALSE", b"null", b"None",
    b"2026-02-30", b"99999-01-01", b"0000-00-00", b"31-12-2026", b"20261131", b"2026-11-01T00:00:00", b"1899-12-30",
    b"9999-12-31", "٣".encode(), "１２".encode(), b"12345678901234567", b"5790000000000", b"12", b"Own", b"#a",
    b"\0", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xe2\x80\xae", b"a\xcc\x8a", "Ã¸".encode(), b"=1+1", b'="12"',
    b"@x", b"../../etc/passwd", b"' OR 1=1 --", b"%00", b"%", b"javascript:alert(1)", b"x" * 5_000, b"\r", b"\x1a",
    b"inherit", b"1,0",
)  # fmt: skip
LONG = 100_000
"""Bytes; what is longer is spoilt enough."""

NAME = re.compile(rb"[A-Za-z_][A-Za-z0-9_.:\-]*")
VALUE_END = re.compile(rb'["<>&;,=\n]')


def mutations(document: bytes, count: int, seed: int, changes: Sequence[Change] = ()) -> Iterator[bytes]:
    """So many spoilt copies of a document; of a message in XML where nothing else is said."""
    chance = Random(seed)
    for _ in range(count):
        yield spoilt(document, chance, changes or XML)


def spoilt(document: bytes, chance: Random, changes: Sequence[Change], others: Sequence[bytes] = ()) -> bytes:
    """One spoilt copy. others: documents of which pieces may be taken."""
    raw = document
    for _ in range(chance.choice((1, 1, 1, 2, 3, 4))):
        if len(raw) < LONG:
            raw = chance.choice(changes)(raw, chance, others or (document,))
    return raw


def _place(raw: bytes, chance: Random) -> int:
    return chance.randrange(len(raw) + 1)


def _piece(raw: bytes, chance: Random) -> tuple[int, int]:
    start = _place(raw, chance)
    return start, min(len(raw), start + chance.choice((1, 2, 4, 10, 30, 100, 1_000)))


def _byte(raw: bytes, chance: Random, _: Sequence[bytes]) -> bytes:
    place = _place(raw, chance)
    return raw[:place] + bytes([chance.randrange(256)]) + raw[place + 1 :]


def _bit(raw: bytes, chance: Random, _: Sequence[bytes]) -> bytes:
    place = _place(raw, chance)
    return raw[:place] + bytes(one ^ (1 << chance.randrange(8)) for one in raw[place : place + 1]) + raw[place + 1 :]


def _cut(raw: bytes, chance: Random, _: Sequence[bytes]) -> bytes:
    start = _place(raw, chance)
    return raw[:start] + raw[start + chance.choice((1, 2, 10, 100, 10_000)) :]


def _insert(raw: bytes, chance: Random, _: Sequence[bytes]) -> bytes:
    place = _place(raw, chance)
    return raw[:place] + chance.choice(chance.choice((MARKUP, VALUES))) + raw[place:]


def _again(raw: bytes, chance: Random, _: Sequence[bytes]) -> bytes:
    start, end = _piece(raw, chance)
    return raw[:end] + raw[start:end] * chance.choice((1, 1, 2, 40)) + raw[end:]


def _moved(raw: bytes, chance: Random, _: Sequence[bytes]) -> bytes:
    start, end = _piece(raw, chance)
    rest = raw[:start] + raw[end:]
    place = _place(rest, chance)
    return rest[:place] + raw[start:end] + rest[place:]


def _of_another(raw: bytes, chance: Random, others: Sequence[bytes]) -> bytes:
    """A piece of another document put in, or its second half in the place of this one's."""
    other = chance.choice(others)
    if chance.random() < 0.2:
        return raw[: _place(raw, chance)] + other[_place(other, chance) :]
    start, end = _piece(other, chance)
    place = _place(raw, chance)
    return raw[:place] + other[start:end] + raw[place:]


def _encoding(raw: bytes, chance: Random, _: Sequence[bytes]) -> bytes:
    text = raw.decode("utf-8", "replace")
    kind = chance.randrange(6)
    if kind < 2:
        return text.encode(("utf-16", "utf-32")[kind])
    if kind == 2:
        return raw.decode("latin-1").encode()
    before = (b"\xef\xbb\xbf", b"<?xml version='1.0' encoding='iso-8859-1'?>", b"<?xml version='1.1'?>")
    return before[kind - 3] + raw


BYTES: tuple[Change, ...] = (_byte, _bit, _cut, _insert, _again, _moved, _of_another, _encoding)


def _tag(raw: bytes, chance: Random) -> tuple[int, int]:
    """Where a tag behind some place begins and ends; nowhere when there is none."""
    start = raw.find(b"<", _place(raw, chance))
    start = raw.find(b"<") if start < 0 else start
    end = raw.find(b">", start) + 1
    return (start, end) if 0 <= start < end else (0, 0)


def _an_element(raw: bytes, chance: Random) -> tuple[int, int]:
    """Where an element begins and ends."""
    for _ in range(4):
        start, end = _tag(raw, chance)
        name = NAME.match(raw, start + 1)
        if name is None:
            continue
        if raw[end - 2 : end] == b"/>":
            return start, end
        close = b"</" + name[0] + b">"
        last = raw.find(close, end)
        if last >= 0:
            return start, last + len(close)
    return 0, 0


def _between_tags(raw: bytes, chance: Random, _: Sequence[bytes]) -> bytes:
    _, place = _tag(raw, chance)
    return raw[:place] + chance.choice(MARKUP) + raw[place:]


def _value_at(raw: bytes, chance: Random) -> tuple[int, int]:
    """Where a value begins and ends: between tags, in quotes, between the separators of a table."""
    for _ in range(4):
        found = VALUE_END.search(raw, _place(raw, chance))
        if found is None:
            continue
        start = found.end()
        end = VALUE_END.search(raw, start)
        if end is not None and end.start() > start:
            return start, end.start()
    return 0, 0


def _value(raw: bytes, chance: Random, others: Sequence[bytes]) -> bytes:
    start, end = _value_at(raw, chance)
    other = chance.choice(others)
    first, last = _value_at(other, chance)
    one = raw[start:end]
    new = chance.choice((other[first:last], chance.choice(VALUES), chance.choice(VALUES), b"", one * 2, one[:-1]))
    return raw[:start] + new + raw[end:]


def _element(raw: bytes, chance: Random, others: Sequence[bytes]) -> bytes:
    start, end = _an_element(raw, chance)
    one = raw[start:end]
    other = chance.choice(others)
    first, last = _an_element(other, chance)
    kind = chance.randrange(8)
    if kind == 0:
        new = b'<x xmlns="urn:x" id="IDCard">' + one + b"</x>"
    elif kind == 1:
        new = b"<!--" + one + b"-->"
    elif kind == 2:
        deep = chance.choice((2, 30, 200))
        new = b"<a>" * deep + one + b"</a>" * deep
    else:
        new = (b"", one * 2, other[first:last], one + other[first:last], one * 60)[kind - 3]
    return raw[:start] + new + raw[end:]


def _swapped(raw: bytes, chance: Random, _: Sequence[bytes]) -> bytes:
    """Two elements, each where the other was."""
    (a, b), (c, d) = sorted((_an_element(raw, chance), _an_element(raw, chance)))
    return raw[:a] + raw[c:d] + raw[b:c] + raw[a:b] + raw[d:] if b <= c else raw


def _name(raw: bytes, chance: Random, others: Sequence[bytes]) -> bytes:
    """A tag in other letters, another one in its place, one of its attributes twice."""
    start, end = _tag(raw, chance)
    tag = raw[start:end]
    other = chance.choice(others)
    first, last = _tag(other, chance)
    new = chance.choice(
        (tag.swapcase(), other[first:last], re.sub(rb"( [^ =]+=\S+?)([ />])", rb"\1\1\2", tag, count=1))
    )
    return raw[:start] + new + raw[end:]


XML: tuple[Change, ...] = (
    *BYTES, _between_tags, _between_tags, _value, _value, _value, _element, _element, _element, _swapped, _name,
)  # fmt: skip


def _rows(raw: bytes, chance: Random, others: Sequence[bytes]) -> bytes:
    """A row dropped, doubled, moved, cut short, lengthened, or one of another table."""
    rows = raw.splitlines(keepends=True)
    if len(rows) < 2:
        return raw
    at = chance.randrange(len(rows))
    row = rows.pop(at)
    kind = chance.randrange(7)
    if kind == 1:
        rows[at:at] = [row] * 2
    elif kind == 2:
        rows.insert(chance.randrange(len(rows) + 1), row)
    elif kind == 3:
        rows.insert(at, row[: _place(row, chance)])
    elif kind == 4:
        rows.insert(at, row.rstrip(b"\r\n") + b";x;" + row)
    elif kind == 5:
        rows.insert(at, chance.choice(chance.choice(others).splitlines(keepends=True) or [b""]))
    elif kind == 6:
        rows[at:at] = [b"\r\n", row, b";;;\n"]
    return b"".join(rows)


def _columns(raw: bytes, chance: Random, _: Sequence[bytes]) -> bytes:
    """A column dropped, doubled, moved, renamed."""
    rows = [row.split(b";") for row in raw.split(b"\n")]
    at, to, kind = chance.randrange(len(rows[0])), chance.randrange(len(rows[0])), chance.randrange(4)
    if kind == 3:
        rows[0][at] = chance.choice((rows[0][at].swapcase(), rows[0][to], b"", b"x", rows[0][at] + b" "))
        return b"\n".join(b";".join(row) for row in rows)
    for row in rows:
        if at < len(row):
            cell = row.pop(at) if kind != 1 else row[at]
            if kind:
                row.insert(to, cell)
    return b"\n".join(b";".join(row) for row in rows)


def _marks(raw: bytes, chance: Random, _: Sequence[bytes]) -> bytes:
    """Other separators, quotes, ends of lines."""
    one, other = chance.choice((
        (b";", b","), (b";", b"\t"), (b"\r\n", b"\n"), (b"\n", b"\r"), (b";", b'";"'), (b";", b';"'), (b"\n", b"\n\n"),
    ))  # fmt: skip
    return raw.replace(one, other, chance.choice((1, 5, -1)))


TABLE: tuple[Change, ...] = (*BYTES, _value, _value, _value, _rows, _rows, _columns, _columns, _marks)

FIXED: tuple[Change, ...] = (*BYTES, _rows, _rows, _again, _cut)
"""For tables of fixed width: whatever shifts, and rows."""


def _nodes(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place of a value in JSON: the list or object, and the index or member."""
    if isinstance(value, dict):
        places: list[Any] = list(value)
    else:
        places = list(range(len(value))) if isinstance(value, list) else []
    for place in places:
        yield value, place
        yield from _nodes(value[place])


ODD: tuple[Callable[[], Any], ...] = (
    lambda: None, lambda: True, lambda: 0, lambda: -1, lambda: 1.5, lambda: 10**30, lambda: 1e300, lambda: "",
    list, dict, lambda: [None], lambda: {"": ""}, lambda: "x" * 5_000, lambda: "\ud800", lambda: "\u202e", lambda: "\0",
)  # fmt: skip


def _member(raw: bytes, chance: Random, others: Sequence[bytes]) -> bytes:
    """A member or item dropped, doubled, of another type or value, wrapped, nested, renamed, swapped with another."""
    try:
        return _with_another_member([json.loads(raw)], chance)
    except (ValueError, RecursionError):  # no JSON, or nested deeper than it is written
        return _insert(raw, chance, others)


def _with_another_member(whole: list[Any], chance: Random) -> bytes:
    places = list(_nodes(whole))
    holder, place = chance.choice(places)
    value = holder[place]
    kind = chance.randrange(8)
    if kind == 0 and holder is not whole:
        del holder[place]
    elif kind == 1:
        holder[place] = chance.choice(ODD)()
    elif kind == 2:
        holder[place] = chance.choice(VALUES).decode("utf-8", "replace")
    elif kind == 3:
        holder[place] = chance.choice(([value], {"x": value}, str(value)[:9_000], [value] * 30))
    elif kind == 4:
        for _ in range(chance.choice((2, 40, 400))):
            value = [value] if chance.random() < 0.9 else {"a": value}
        holder[place] = value
    elif kind == 5 and isinstance(holder, dict):
        holder[chance.choice([name for held, name in places if isinstance(held, dict)] + ["", "x", "æ"])] = value
    elif kind == 6 and isinstance(value, list) and value:
        value.append(json.loads(json.dumps(chance.choice(value))))
    elif kind == 7:
        other, there = chance.choice(places)
        taken = json.dumps(other[there])
        holder[place] = json.loads(taken)
    return json.dumps(whole[0], ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")


JSON: tuple[Change, ...] = (*BYTES, _value, _value, *[_member] * 8)


def _pairs(raw: bytes, chance: Random, others: Sequence[bytes]) -> bytes:
    """A pair of a query dropped, doubled, moved, emptied, or one of another query."""
    pairs = raw.split(b"&")
    at = chance.randrange(len(pairs))
    pair = pairs.pop(at)
    name, _, value = pair.partition(b"=")
    said = chance.choice(VALUES).replace(b"\xed\xa0\x80", b"%ED%A0%80")
    new = chance.choice((
        [], [pair, pair], [pair, *chance.choice(others).split(b"&")], [name], [name + b"=" + said],
        [said + b"=" + value],
        [name + b"=" + b"".join(b"%%%02x" % one for one in value)], [name.swapcase() + b"=" + value],
        [pair, name + b"=" + said],
    ))  # fmt: skip
    pairs[at:at] = new
    return b"&".join(pairs)


QUERY: tuple[Change, ...] = (*BYTES, *[_pairs] * 8)


def _in_archive(raw: bytes, chance: Random, others: Sequence[bytes]) -> bytes:
    """A part of a zip, spoilt as the XML that it holds, and packed again; the zip may stand in the middle of a body."""
    start, end = raw.find(b"PK\x03\x04"), raw.rfind(b"\r\n--")
    end = end if end > start else len(raw)
    try:
        with ZipFile(BytesIO(raw[start:end])) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
    except (BadZipFile, NotImplementedError, ValueError, OSError, EOFError, RuntimeError, zlib.error):
        return _byte(raw, chance, others)
    if not members:
        return raw
    name = chance.choice([*members, *[one for one in members if "sheet" in one or "shared" in one] * 4])
    members[name] = spoilt(members[name], chance, XML)
    out = BytesIO()
    with warnings.catch_warnings(), ZipFile(out, "w", ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")
        for one, content in members.items():
            archive.writestr(one, content)
    return raw[:start] + out.getvalue() + raw[end:]


SHEET: tuple[Change, ...] = (*BYTES, *[_in_archive] * 16)
"""For workbooks, and for forms that hold one."""
