"""One element of SOR XML as a plain dictionary, by a table compiled from ``tables``.

One look-up per child. An element that no table knows is remarked once for the file and passed over; one that a table
knows is noted when it is met first.
"""

import math
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TypeAlias

from lxml import etree
from lxml.etree import _Element

from sor.core.shapes import Value
from sor.formats.delivery import BadFile
from sor.formats.sor_xml.tables import (
    COUNTRY_SCHEME,
    ElementGroup,
    Form,
    Leaf,
    Part,
    Several,
    XmlVersion,
    path_below,
    tag_of,
)
from sor.formats.tables.column_table import close_to

Element: TypeAlias = _Element
"""lxml has no public name for it."""

Raw: TypeAlias = dict[str, Any]
Take: TypeAlias = Callable[[Element, str, Raw], None]

FLAGS = {"true": True, "1": True, "false": False, "0": False}


def line_of(element: Element) -> int:
    """The line on which an element begins."""
    line: Any = element.sourceline
    return int(line or 0)


def name_of(element: Element | str) -> etree.QName:
    """The name of an element, or of a tag. Raises BadFile when its prefix is not declared: then it is no XML name."""
    try:
        return etree.QName(element)
    except ValueError:
        tag, line = (element, 0) if isinstance(element, str) else (element.tag, line_of(element))
        raise BadFile(f"line {line}: the prefix of {tag!s} is not declared. Fetch the file again.") from None


class ElementReading(NamedTuple):
    """What to do with an element: where its value goes, and how it is taken.

    No way means its text, with strip without the blanks around it: the many elements that are spared a call.
    """

    key: str
    take: Take | None
    strip: bool = False


Table: TypeAlias = dict[str, ElementReading]


class Remarks:
    """What a file holds that cannot be used, each thing once with the line where it stood first.

    met: the paths of the known elements that it holds anywhere, empty ones too (``tables.path_below``).
    """

    def __init__(self) -> None:
        self._lines: dict[str, int] = {}
        self._flaws: list[str] = []
        self._unknown: dict[str, str] = {}
        self.met: set[str] = set()

    def unknown(self, element: Element, known: Iterable[str] = ()) -> None:
        """An element that this version of SOR XML does not have. known: the tags of those that may stand there; one
        that does not stand beside it and whose name is close was probably meant.
        """
        if element.tag not in self._unknown:
            name = name_of(element)
            around = element.getparent()
            beside = set() if around is None else {child.tag for child in around}
            names = list(dict.fromkeys(name_of(tag).localname for tag in known if tag not in beside))
            meant = close_to(name.localname, names)
            guess = f" (was {meant} meant?)" if meant else ""
            self._unknown[element.tag] = f"unknown element {name.localname} ({name.namespace or 'no namespace'}){guess}"
        self._remark(self._unknown[element.tag], element)

    @property
    def unknown_names(self) -> set[str]:
        """The names, without namespaces, of the elements that no table knows."""
        return {name_of(tag).localname for tag in self._unknown}

    def flaw(self, element: Element, what: str) -> None:
        """What makes the unit that is being read one that may not be believed."""
        self._flaws.append(f"{name_of(element).localname} {what}")

    def take_flaws(self) -> list[str]:
        """The flaws met since the last time."""
        taken, self._flaws = self._flaws, []
        return taken

    def _remark(self, what: str, element: Element) -> None:
        if what not in self._lines:
            self._lines[what] = line_of(element)

    def sentences(self) -> list[str]:
        """The remarks as notes, in the order of the file."""
        return [f"{what}; left out, first on line {line}" for what, line in self._lines.items()]


def reading_table(version: XmlVersion, parts: tuple[Part, ...], remarks: Remarks, above: str = "") -> Table:
    """The table by which a parent's children are taken: their tag to their entry. above: the path of the parent.

    The namespaces of version 1 and of the version itself stand for one another: which of the two an optional element
    of version 2 lives in is not published.
    """
    table: Table = {}
    for part in parts:
        strip = isinstance(part, Leaf) and part.form in (Form.CODE, Form.NUMBER)
        path = path_below(above, part)
        entry = ElementReading(getattr(part, "key", ""), _taking(version, part, remarks, path), strip)
        for name in (part.name, *part.also):
            prefix, _, local = name.partition(":")
            twins = ("own", "sor1") if prefix in ("own", "sor1") else (prefix,)
            for twin in twins:
                tag = tag_of(version, f"{twin}:{local}")
                table.setdefault(tag, _first(tag, path, entry, table, remarks))
    return table


def _first(tag: str, path: str, entry: ElementReading, table: Table, remarks: Remarks) -> ElementReading:
    """The entry of an element until it is met: it notes that, and gives its place in the table to the entry proper."""

    def take_first(element: Element, _: str, values: Raw) -> None:
        remarks.met.add(path)
        table[tag] = entry
        fill((element,), table, values, remarks)

    return ElementReading("", take_first)


def fill(children: Iterable[Element], table: Table, values: Raw, remarks: Remarks) -> None:
    """Put what an element's children say into a dictionary; empty ones say nothing.

    Two children that say different things of the same, and a text with elements inside, are flaws.
    """
    entry_of = table.get
    for child in children:
        entry = entry_of(child.tag)
        if entry is None:
            remarks.unknown(child, table)
            continue
        key, take, strip = entry
        before = values.get(key)
        if take is not None:
            take(child, key, values)
        elif len(child):
            remarks.flaw(child, "holds other elements")
        elif (text := child.text) and (stripped := text.strip()):
            values[key] = stripped if strip else text
        if before is not None and values[key] != before:
            remarks.flaw(child, "stands twice, with different content")


def _taking(version: XmlVersion, part: Part, remarks: Remarks, path: str) -> Take | None:
    if isinstance(part, Leaf):
        return _taking_text(part.form, remarks)
    if isinstance(part, Several):
        return _taking_several(version, part, remarks, path)
    table = reading_table(version, part.parts, remarks, path)
    if isinstance(part, ElementGroup):
        return lambda element, _, values: fill(element, table, values, remarks)

    def take_block(element: Element, key: str, values: Raw) -> None:
        inside: Raw = {}
        fill(element, table, inside, remarks)
        values[key] = inside

    return take_block


def _taking_several(version: XmlVersion, part: Several, remarks: Remarks, path: str) -> Take:
    table = reading_table(version, (part.each,), remarks, path)

    def take_several(element: Element, key: str, values: Raw) -> None:
        found: list[Value] = []
        for child in element:
            one: Raw = {}
            fill((child,), table, one, remarks)
            found += one.values()
        values[key] = found

    return take_several


def _taking_text(form: Form, remarks: Remarks) -> Take | None:
    if form in (Form.TEXT, Form.CODE, Form.NUMBER):
        return None
    if form is Form.METRE:
        return _take_metre
    if form is Form.COUNTRY:
        return _take_country
    opposite = form is Form.NOT_FLAG

    def take_flag(element: Element, key: str, values: Raw) -> None:
        text = (element.text or "").strip()
        flag = FLAGS.get(text)
        if flag is not None:
            values[key] = flag is not opposite
        elif text:
            remarks.flaw(element, f"is '{text}', neither true nor false")

    return take_flag


def _take_metre(element: Element, key: str, values: Raw) -> None:
    text = (element.text or "").strip()
    if text:
        values[key] = metre(text)


def _take_country(element: Element, key: str, values: Raw) -> None:
    text = (element.text or "").strip()
    if text:
        values[key] = text
        scheme = element.get("scheme", COUNTRY_SCHEME)
        if scheme != COUNTRY_SCHEME:
            values["country_scheme"] = scheme


def metre(text: str) -> float | str:
    """A coordinate as a number when its three-decimal form is the very text, else the text as it stands."""
    try:
        number = float(text)
    except ValueError:
        return text
    return number if math.isfinite(number) and write_metre(number) == text else text


def write_metre(value: float | str) -> str:
    """A coordinate as the files write it: three decimals and a point."""
    return value if isinstance(value, str) else f"{value:.3f}"
