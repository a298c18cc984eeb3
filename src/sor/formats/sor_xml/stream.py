"""A SOR XML file as a stream of units' elements, in bounded memory. Hostile and damaged files end here as BadFile.

No DTD, no entities, no network, no recovery: a SOR file needs none of them.
"""

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, NamedTuple, TypeAlias

from lxml import etree

from sor.core.day import NotADay
from sor.core.instant import parse_instant, write_instant
from sor.formats.delivery import BadFile
from sor.formats.sor_xml.file_rules import FileRules, Remarks, line_of, name_of
from sor.formats.sor_xml.tables import CREATED, ENTITY_ELEMENTS, SNAPSHOT, UNIT_ELEMENTS, XmlVersion, tag_of, version_of
from sor.formats.sor_xml.units import day
from sor.formats.xml_tables.reading import Element, Raw, fill, reading_table

CHUNK = 1 << 16
ROOT_WITHIN = 1 << 20
"""The root element must begin in the first MiB; the files at hand begin it within 2 KB."""

SAFE: dict[str, Any] = {
    "no_network": True,
    "resolve_entities": False,
    "load_dtd": False,
    "dtd_validation": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
    "remove_blank_text": True,
}

CODE = "SorIdentifier"

INCLUDES = tuple(f"{{http://www.w3.org/{year}/XInclude}}include" for year in (2001, 2003))
"""Elements that stand for the content of another file."""

_PLACE = re.compile(r", line \d+, column \d+$")
_ROOT = re.compile(rb"<(?:!DOCTYPE\s+)?(?:[\w.-]+:)?SorTree[\s>/]")


Events: TypeAlias = "etree.iterparse[Any]"


class UnitElement(NamedTuple):
    """One unit's element. parent: the SOR code of the unit whose entity is around it, as it is written there; empty
    when it has none that may be believed, None when no entity is around.

    flaws: why it may not be believed; of two codes none is the unit's, and none is that of an entity without its unit.
    """

    level: str
    parent: str | None
    line: int
    raw: Raw
    flaws: tuple[str, ...] = ()


class _Entity:
    """An open entity. above: the one around it; code: of its unit, once that has been read."""

    def __init__(self, above: "_Entity | None") -> None:
        self.above, self.code, self.is_read = above, "", False

    @property
    def parent(self) -> str | None:
        """The code of the unit above; empty when it has none, None when no unit's entity is around."""
        return self.above.code if self.above else None


class Opened(NamedTuple):
    """A file opened up to its first unit."""

    version: XmlVersion
    snapshot: int
    created: str | None
    rows: Iterator[UnitElement]


def recognises(head: bytes) -> bool:
    """Whether a file that begins with these bytes is SOR XML; a hostile one counts, so that it is refused as such."""
    return _ROOT.search(head.replace(b"\0", b"")) is not None


def open_rows(stream: BinaryIO, name: str, remarks: Remarks) -> Opened:
    """Read a file up to its first unit; its units come as they are asked for.

    Raises BadFile, also while units are asked for: not SOR XML, a DOCTYPE, another file included, cut off, ill formed,
    wrong encoding, no SnapshotDate before the first unit, no unit at all.
    """
    head, namespace = _head(stream, name)
    version = version_of(namespace)
    header_tags = {tag_of(version, CREATED): CREATED, tag_of(version, SNAPSHOT): SNAPSHOT}
    entities = {tag_of(version, element): level for level, element in ENTITY_ELEMENTS.items()}
    levels = {tag_of(version, element): level for level, element in UNIT_ELEMENTS.items()}
    wanted = (*header_tags, *entities, *levels, *INCLUDES)
    events = etree.iterparse(_Rejoined(head, stream), events=("start", "end"), tag=wanted, **SAFE)
    header: dict[str, str] = {}
    with _well_formed(events, name):
        for event, element in _whole(events, name):
            if element.tag not in header_tags:
                first = element
                break
            if event == "end":
                name_of, told = header_tags[element.tag], (element.text or "").strip()
                if header.setdefault(name_of, told) != told:
                    raise BadFile(f"{name}, line {line_of(element)}: {name_of} stands twice, with different content.")
        else:
            raise BadFile(f"{name}: the SorTree holds no institution owner. Nothing is loaded from an empty register.")
    snapshot = _snapshot(header.get(SNAPSHOT, ""), name)
    rows = _rows(events, name, version, (entities, levels), first, remarks)
    return Opened(version, snapshot, _read_creation(header.get(CREATED, "")), rows)


def _rows(
    events: Events,
    name: str,
    version: XmlVersion,
    tags: tuple[dict[str, str], dict[str, str]],
    first: Element,
    remarks: Remarks,
) -> Iterator[UnitElement]:
    """The units in the order of the file. tags: those of entities and of units, each with its level; first: the element
    that has begun already.
    """
    entities, levels = tags
    known = frozenset((tag_of(version, CREATED), tag_of(version, SNAPSHOT), *entities, *levels))
    rules = FileRules(version, remarks)
    table = reading_table((placed.part for placed in version.unit), rules)
    around = [_Entity(None)] if first.tag in entities else []
    with _well_formed(events, name):
        for event, element in _whole(events, name):
            level = levels.get(element.tag)
            if level is not None:
                if event == "end":
                    raw: Raw = {}
                    fill(element, table, raw, rules)
                    line, flaws = line_of(element), remarks.take_flaws()
                    if any(flaw.startswith(CODE) for flaw in flaws):
                        raw.pop("code", None)
                    if foreign := _foreign_around(element, entities, remarks):
                        flaws.append(f"{_name(element)} stands in {foreign}, so where in the tree is not known")
                    entity = around[-1] if around and not foreign else _Entity(None)
                    element.clear()
                    entity.code, entity.is_read = raw.get("code", ""), True
                    yield UnitElement(level, entity.parent, line, raw, tuple(flaws))
            elif element.tag not in entities:
                continue
            elif event == "start":
                foreign = _foreign_around(element, entities, remarks)
                around.append(_Entity(around[-1] if around and not foreign else None))
            elif around:
                entity = around.pop()
                if not entity.is_read:
                    flaw = f"{_name(element)} holds no unit of its level"
                    yield UnitElement(entities[element.tag], entity.parent, line_of(element), {}, (flaw,))
                _forget(element, known, remarks)


def _whole(events: Events, name: str) -> Iterator[tuple[str, Element]]:
    """The events of a file that leaves nothing to another one. Raises BadFile."""
    for event, element in events:
        if element.tag in INCLUDES:
            raise BadFile(
                f"{name}, line {line_of(element)}: the file includes another one (XInclude), so it is not whole. "
                "Nothing is loaded; fetch the file again from its source."
            )
        yield event, element


def _foreign_around(element: Element, entities: Collection[str], remarks: Remarks) -> str:
    """The name of the element around, which is remarked; empty when it is an entity, or the root."""
    around = element.getparent()
    if around is None or around.tag in entities or around.getparent() is None:
        return ""
    remarks.unknown(around, entities)
    return _name(around)


def _name(element: Element) -> str:
    return name_of(element).localname


def _forget(entity: Element, known: frozenset[str], remarks: Remarks) -> None:
    """Free an entity that has been read, and what stands before it; remark what is no part of a tree of units."""
    for child in entity:
        if child.tag not in known:
            remarks.unknown(child, known)
    entity.clear()
    around = entity.getparent()
    while around is not None and (before := entity.getprevious()) is not None:
        if before.tag not in known:
            remarks.unknown(before, known)
        around.remove(before)


class _Rejoined:
    """What was read ahead, then the rest of the stream."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = head, rest

    def read(self, size: int = -1) -> bytes:
        if not self._head:
            return self._rest.read(size)
        size = len(self._head) if size < 0 else size
        found, self._head = self._head[:size], self._head[size:]
        return found


def _head(stream: BinaryIO, name: str) -> tuple[bytes, str]:
    """The bytes up to the root element, and the namespace of the SorTree that it must be."""
    parser = etree.XMLPullParser(events=("start",), **SAFE)
    head = b""
    while len(head) < ROOT_WITHIN and (chunk := stream.read(CHUNK)):
        head += chunk
        try:
            parser.feed(chunk)
        except etree.XMLSyntaxError as problem:
            raise _ill_formed(name, problem, parser.error_log) from None
        for _, root in parser.read_events():
            if isinstance(root, Element):
                return head, _sor_tree(root, name)
    raise BadFile(f"{name}: no XML element in the first {len(head):,} bytes: empty, cut off, or not SOR XML at all.")


def _sor_tree(root: Element, name: str) -> str:
    document: Any = root.getroottree().docinfo
    if document.doctype or document.internalDTD is not None:
        raise BadFile(
            f"{name}, line {line_of(root)}: the file has a DOCTYPE, which can pull in foreign files or swell "
            "without limit. SOR files have none; fetch the file again from its source."
        )
    found = name_of(root)
    if found.localname != "SorTree":
        raise BadFile(f"{name}, line {line_of(root)}: the root element is {found.localname}; SOR XML has SorTree.")
    return found.namespace or ""


@contextmanager
def _well_formed(events: Events, name: str) -> Iterator[None]:
    try:
        yield
    except etree.XMLSyntaxError as problem:
        raise _ill_formed(name, problem, events.error_log) from None


def _ill_formed(name: str, problem: etree.XMLSyntaxError, log: Any) -> BadFile:
    """log: what the parser met, in order; the exception names only the last."""
    line, message = (log[0].line, log[0].message) if len(log) else (problem.lineno, problem.msg)
    message = _PLACE.sub("", message or "")
    return BadFile(
        f"{name}, line {line or 1}: the XML is cut off, damaged or not in the encoding it declares ({message}). "
        "Nothing is loaded; fetch the file again."
    )


def _snapshot(text: str, name: str) -> int:
    if not text:
        raise BadFile(f"{name}: no SnapshotDate before the first unit, so the day the file describes is unknown.")
    try:
        return day(text)
    except NotADay:
        raise BadFile(
            f"{name}: SnapshotDate '{text}' is not a date, so the day the file describes is unknown."
        ) from None


def _read_creation(text: str) -> str | None:
    """The instant at which the file was made; none when it does not tell a readable one."""
    try:
        return write_instant(parse_instant(text))
    except ValueError:
        return None
