"""Units to SOR XML: the tree of elements, each unit printed by ``printer``.

Own values only: what a unit inherits is left out. The lexical form is that of a real file of 2019: byte order mark,
``utf-8`` in lower case, tabs, CRLF.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache, partial
from typing import BinaryIO, NamedTuple

from sor.core.day import DENMARK, write_day
from sor.core.entity_types import HOSPITAL
from sor.core.identifiers import is_number
from sor.core.shapes import Value
from sor.core.subject import ADDRESS_KINDS
from sor.formats.numbers import no_number
from sor.formats.published.omitted import CannotWrite, Omitted
from sor.formats.sor_xml.limits import fit_values
from sor.formats.sor_xml.listed_unit import ListedUnit
from sor.formats.sor_xml.numbers import WordForNumber, without_words, write_decimal, write_number
from sor.formats.sor_xml.tables import (
    CREATED,
    ENTITY_ELEMENTS,
    FIRST,
    SNAPSHOT,
    UNIT_ELEMENTS,
    VERSIONS,
    XmlVersion,
    written_name,
)
from sor.formats.sor_xml.units import raw_of
from sor.formats.xml_tables.elements import Block, Form, Part, key_parts
from sor.formats.xml_tables.program import NotInXml
from sor.formats.xml_tables.reading import Raw
from sor.formats.xml_tables.writing import Write, XmlLayout, compile_writer

LINE = "\r\n"
TEXTS = {Form.NUMBER: write_number, Form.METRE: write_decimal}
UNIT = "unit"
STANDS_BESIDE = {"place_name": "geographic_location"}
"""What a unit's element holds beside a field, and is left out with it."""

BATCH = 50
"""Units per write to the output: so few that their text stays in the processor's cache until it is encoded."""

RegionOf = Callable[[str, int], str | None]


class Written(NamedTuple):
    """A unit as it is written. raw: its values in the shapes of its element, see ``units.raw_with``."""

    code: str
    level: str
    parent: str | None
    raw: Raw


def write(
    units: Iterable[ListedUnit],
    out: BinaryIO,
    version: str,
    snapshot: int,
    created: datetime,
    *,
    region_of: RegionOf | None = None,
) -> list[Omitted]:
    """Write listed units as one SOR XML file, see ``write_units``."""
    found = (Written(unit.code, unit.level, unit.parent, raw_of(unit)) for unit in units)
    return write_units(found, out, version, snapshot, created, region_of=region_of)


def write_units(
    units: Iterable[Written],
    out: BinaryIO,
    version: str,
    snapshot: int,
    created: datetime,
    *,
    region_of: RegionOf | None = None,
) -> list[Omitted]:
    """Write units as one SOR XML file, in the order given: each unit after its parent and that one's other branches.

    version: ``1.0.0``, ``2.0.0`` or ``3``. snapshot: the day the file describes. created: when it is made; must carry
    a zone. region_of: gives an address that has a municipality but states no region the region that follows from it.
    Returns what the tree cannot show: units that have no place in it (with all below them), and fields of no element
    at their level. What no unit of the version can show is not counted: see the version's ``left_out``.
    Raises CannotWrite for a text with characters that XML cannot hold.
    """
    form = VERSIONS[version]
    tree = _Tree(form, snapshot, region_of)
    out.write(_opening(form, snapshot, created).encode())
    lines: list[str] = []
    for count, unit in enumerate(units, start=1):
        tree.add(unit, lines)
        if count % BATCH == 0:
            out.write("".join(lines).encode())
            lines.clear()
    tree.close_to(0, lines)
    lines.append("</SorTree>")
    out.write("".join(lines).encode())
    return tree.omitted


def _opening(version: XmlVersion, snapshot: int, created: datetime) -> str:
    declared = " ".join(f'xmlns{":" if prefix else ""}{prefix}="{uri}"' for prefix, uri in version.declared)
    at, on = written_name(version, CREATED), written_name(version, SNAPSHOT)
    return LINE.join(
        (
            '\ufeff<?xml version="1.0" encoding="utf-8"?>',
            f"<SorTree {declared}>",
            f"\t<{at}>{write_created(created)}</{at}>",
            f"\t<{on}>{write_day(snapshot)}</{on}>",
            "",
        )
    )


def write_created(created: datetime) -> str:
    """A creation time as the files write it: Danish time with offset and seven decimals, none for a whole second."""
    local = created.astimezone(DENMARK)
    decimals = f".{local.microsecond:06d}0" if local.microsecond else ""
    offset = local.strftime("%z")
    return f"{local:%Y-%m-%dT%H:%M:%S}{decimals}{offset[:3]}:{offset[3:]}"


class _Tree:
    """The entities that are open while units come in: each is written inside its parent's."""

    def __init__(self, version: XmlVersion, snapshot: int, region_of: RegionOf | None) -> None:
        self.version = version
        self.open: list[tuple[str, str]] = []
        self.left_out: set[str] = set()
        self.omitted: list[Omitted] = []
        self.in_hospital = False
        self.region: Callable[[str], str | None] | None = None
        if region_of is not None and "address.region" not in version.left_out:
            self.region = lru_cache(maxsize=None)(lambda municipality: region_of(municipality, snapshot))

    def add(self, unit: Written, lines: list[str]) -> None:
        code, level, parent, raw = unit
        place = self._place_of(parent)
        reason = self._no_place(unit, place)
        if reason:
            self.left_out.add(code)
            self.omitted.append(Omitted(code, "", reason))
            return
        self.close_to(place + 1, lines)
        if self.version is FIRST:
            if level == "HI":
                self.in_hospital = raw.get("type") == HOSPITAL
            fitting, told = fit_values(self.version, level, raw, in_hospital=self.in_hospital)
            if fitting is None:
                self.left_out.add(code)
                self.omitted.append(Omitted(code, "", f"version 1.0.0 cannot show it: {told[-1][1]}"))
                return
            raw = fitting
            self.omitted += [Omitted(code, field, reason) for field, reason in told]
        self.open.append((code, level))
        depth = len(self.open)
        form = _entity(self.version.number, level, depth)
        if self.region is not None:
            self._add_regions(code, raw, self.region)
        lines += (form.opening, self._text(form, code, raw))
        if not form.shown.issuperset(raw):
            self._tell_unshown(code, level, raw, form.shown)

    def _tell_unshown(self, code: str, level: str, raw: Raw, shown: frozenset[str]) -> None:
        for field in sorted(raw.keys() - shown):
            if raw[field] and STANDS_BESIDE.get(field) not in self.version.left_out:
                self.omitted.append(Omitted(code, field, f"no element for it on a unit of level {level}"))

    def _add_regions(self, code: str, raw: Raw, region: Callable[[str], str | None]) -> None:
        for kind in ADDRESS_KINDS:
            address = raw.get(kind)
            if not address or "region" in address or not (found := region(address.get("municipality", ""))):
                continue
            if is_number(found):
                raw[kind] = {**address, "region": found}
            else:
                self.omitted.append(no_number(code, f"{kind}.region", "RegionCode", found))

    def _text(self, form: "_EntityForm", code: str, raw: Raw) -> str:
        """The text of a unit's element."""
        try:
            return _write_piece(form.write, raw)
        except (WordForNumber, NotInXml):  # hardly ever: only then what is left out is looked for
            return self._text_without_words(form, code, raw)

    def _text_without_words(self, form: "_EntityForm", code: str, raw: Raw) -> str:
        def tell(path: str, name: str, value: Value) -> None:
            self.omitted.append(no_number(code, path, name, value))

        try:
            return _write_piece(form.write, without_words(form.parts, raw, tell))
        except NotInXml as problem:
            raise CannotWrite(f"unit {code}: {problem}") from None

    def close_to(self, depth: int, lines: list[str]) -> None:
        """Close entities until only so many are open."""
        while len(self.open) > depth:
            lines.append(_entity(self.version.number, self.open[-1][1], len(self.open)).closing)
            self.open.pop()

    def _place_of(self, code: str | None) -> int:
        """Which of the open entities is a unit's, counted from the outermost; -1 when none is."""
        for place in range(len(self.open) - 1, -1, -1):
            if self.open[place][0] == code:
                return place
        return -1

    def _no_place(self, unit: Written, place: int) -> str:
        """Why a unit cannot stand in the tree; empty when it can. place: of the unit above among the open ones."""
        if unit.level == "IO":
            return f"an institution owner below {unit.parent}" if unit.parent else ""
        if place < 0:
            if unit.parent in self.left_out:
                return f"its parent {unit.parent} is left out"
            return f"its parent {unit.parent} is not in the file before it" if unit.parent else "it has no parent"
        above = self.open[place][1]
        if unit.level == "HI" and above != "IO":
            return f"a health institution below {unit.parent}, which is no institution owner"
        if unit.level == "OU" and above == "IO":
            return f"an organisational unit right below the institution owner {unit.parent}"
        return "" if unit.level in UNIT_ELEMENTS else f"its level is {unit.level!r}"


def _write_piece(write: Write, raw: Raw) -> str:
    pieces: list[str] = []
    write({UNIT: raw}, pieces)
    return "".join(pieces)


class _EntityForm(NamedTuple):
    """How an entity of one level is written at one depth: the lines that open and close the element around a unit and
    all below it, what writes the unit itself, the keys that its element shows or that no unit's does, and its parts.
    """

    opening: str
    closing: str
    write: Write
    shown: frozenset[str]
    parts: tuple[Part, ...]


@lru_cache(maxsize=256)
def _entity(number: str, level: str, depth: int) -> _EntityForm:
    version = VERSIONS[number]
    name, tabs = written_name(version, ENTITY_ELEMENTS[level]), "\t" * depth
    parts = tuple(placed.part for placed in version.unit if level in placed.levels)
    layout = XmlLayout(TEXTS, LINE, "\t", partial(written_name, version), leaves_empty_out=True)
    write = compile_writer([Block(UNIT_ELEMENTS[level], UNIT, parts)], layout, f"{tabs}\t")
    shown = frozenset(part.key for part in key_parts(parts)) | version.left_out.keys()
    return _EntityForm(f"{tabs}<{name}>{LINE}", f"{tabs}</{name}>{LINE}", write, shown, parts)
