"""Elements read by their table: a dictionary of tags, made once, and one look-up for each element.

How strictly is said by rules, which are the one thing in which a file and a request are read differently
(``sor_xml/file_rules``, ``soap/request_rules``).
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from typing import Any, ClassVar, NamedTuple, TypeAlias

from lxml.etree import _Element

from sor.core.shapes import Value
from sor.formats.xml_tables.elements import (
    COUNTRY_SCHEME,
    SCHEME_KEY,
    ElementGroup,
    Form,
    Leaf,
    Part,
    Several,
    path_below,
)

Element: TypeAlias = _Element
"""lxml has no public name for it."""

Raw: TypeAlias = dict[str, Any]
Take: TypeAlias = Callable[[Element, str, Raw], None]


class ElementReading(NamedTuple):
    """What to do with an element: where its value goes, and how it is taken.

    No way means its text, with strip without the blanks around it: the many elements that are spared a call.
    """

    key: str
    take: Take | None
    strip: bool = False


Table: TypeAlias = dict[str, ElementReading]


class ReadingRules(ABC):
    """What becomes of what stands in an element. keeps_hollow: whether one in which nothing stands is told. kept_whole:
    the forms of texts that keep the blanks around them.
    """

    keeps_hollow: ClassVar[bool]
    kept_whole: ClassVar[frozenset[Form]]

    @abstractmethod
    def tags_of(self, part: Part) -> Iterable[str]:
        """The tags under which an element is read."""

    @abstractmethod
    def take_text(self, leaf: Leaf) -> Take | None:
        """How a text becomes a value; None: it is one."""

    @abstractmethod
    def enter(self, table: Table, tag: str, path: str, reading: ElementReading) -> None:
        """Give an element its place in the table of what is around it. path: where it stands."""

    @abstractmethod
    def unknown(self, element: Element, known: Iterable[str] = ()) -> None:
        """Hear of an element that is in no table. known: the tags of those that may stand there."""

    @abstractmethod
    def flaw(self, element: Element, what: str) -> None:
        """Hear why what an element says may not be believed."""


def reading_table(parts: Iterable[Part], rules: ReadingRules, above: str = "") -> Table:
    """The table by which a parent's children are taken: their tag to their reading. above: the path of the parent."""
    table: Table = {}
    for part in parts:
        path = path_below(above, part)
        strips = isinstance(part, Leaf) and part.form not in rules.kept_whole
        reading = ElementReading(getattr(part, "key", ""), _taking(part, rules, path), strips)
        for tag in rules.tags_of(part):
            if tag not in table:
                rules.enter(table, tag, path, reading)
    return table


def fill(children: Iterable[Element], table: Table, values: Raw, rules: ReadingRules) -> None:
    """Put what an element's children say into a dictionary; empty ones say nothing.

    Two children that say different things of the same, and a text with elements inside, are flaws.
    """
    reading_of = table.get
    for child in children:
        reading = reading_of(child.tag)
        if reading is None:
            rules.unknown(child, table)
            continue
        key, take, strip = reading
        before = values.get(key)
        if take is not None:
            take(child, key, values)
        elif len(child):
            rules.flaw(child, "holds other elements")
        elif (text := child.text) and (stripped := text.strip()):
            values[key] = stripped if strip else text
        if before is not None and values[key] != before:
            rules.flaw(child, "stands twice, with different content")


def take_country(element: Element, key: str, values: Raw) -> None:
    """A country, with the scheme of its code where that is not the usual one."""
    text = (element.text or "").strip()
    if text:
        values[key] = text
        scheme = element.get("scheme", COUNTRY_SCHEME)
        if scheme != COUNTRY_SCHEME:
            values[SCHEME_KEY] = scheme


def _taking(part: Part, rules: ReadingRules, path: str) -> Take | None:
    if isinstance(part, Leaf):
        return rules.take_text(part)
    table, keeps_hollow = reading_table(part.inside, rules, path), rules.keeps_hollow
    if isinstance(part, ElementGroup):
        return lambda element, _, values: fill(element, table, values, rules)

    def take_block(element: Element, key: str, values: Raw) -> None:
        inside: Raw = {}
        fill(element, table, inside, rules)
        if inside or keeps_hollow:
            values[key] = inside

    def take_several(element: Element, key: str, values: Raw) -> None:
        found: list[Value] = []
        for child in element:
            one: Raw = {}
            fill((child,), table, one, rules)
            found += one.values()
        if found or keeps_hollow:
            values[key] = found

    return take_several if isinstance(part, Several) else take_block
