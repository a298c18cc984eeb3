"""How the elements of a SOR XML file are read: nothing of what it holds is passed over in silence.

An element that no table knows is remarked once for the file; one that a table knows is noted when it is met first; what
makes a unit one that may not be believed is a flaw.
"""

import math
from collections.abc import Iterable
from typing import Any

from lxml import etree

from sor.formats.delivery import BadFile
from sor.formats.numbers import write_metre
from sor.formats.sor_xml.tables import XmlVersion, tag_of
from sor.formats.tables.column_table import close_to
from sor.formats.xml_tables.elements import FLAGS, Form, Leaf, Part
from sor.formats.xml_tables.reading import Element, ElementReading, Raw, ReadingRules, Table, Take, fill, take_country

FLAG_WORDS = {"true": True, "1": True, "false": False, "0": False}


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


class FileRules(ReadingRules):
    """The rules of a file of one version, by which it is read once: what is met is told to its remarks."""

    keeps_hollow = True
    kept_whole = frozenset({Form.TEXT})

    def __init__(self, version: XmlVersion, remarks: Remarks) -> None:
        self._version, self._remarks = version, remarks

    def unknown(self, element: Element, known: Iterable[str] = ()) -> None:
        """It is remarked."""
        self._remarks.unknown(element, known)

    def flaw(self, element: Element, what: str) -> None:
        """The unit that is being read may not be believed."""
        self._remarks.flaw(element, what)

    def tags_of(self, part: Part) -> Iterable[str]:
        """The namespaces of version 1 and of the version itself stand for one another: which of the two an optional
        element of version 2 lives in is not published.
        """
        for name in (part.name, *part.also):
            prefix, _, rest = name.partition(":")
            twins = ("own", "sor1") if prefix in ("own", "sor1") else (prefix,)
            yield from (tag_of(self._version, f"{twin}:{rest}") for twin in twins)

    def take_text(self, leaf: Leaf) -> Take | None:
        """Measures, countries, yes and no."""
        if leaf.form is Form.METRE:
            return _take_metre
        if leaf.form is Form.COUNTRY:
            return take_country
        if leaf.form not in FLAGS:
            return None
        opposite = leaf.form is Form.NOT_FLAG

        def take_flag(element: Element, key: str, values: Raw) -> None:
            text = (element.text or "").strip()
            flag = FLAG_WORDS.get(text)
            if flag is not None:
                values[key] = flag is not opposite
            elif text:
                self.flaw(element, f"is '{text}', neither true nor false")

        return take_flag

    def enter(self, table: Table, tag: str, path: str, reading: ElementReading) -> None:
        """Until the element is met, its place is held by a reading that notes so and gives the place up."""

        def take_first(element: Element, _: str, values: Raw) -> None:
            self._remarks.met.add(path)
            table[tag] = reading
            fill((element,), table, values, self)

        table[tag] = ElementReading("", take_first)


def _take_metre(element: Element, key: str, values: Raw) -> None:
    text = (element.text or "").strip()
    if text:
        values[key] = metre(text)


def metre(text: str) -> float | str:
    """A coordinate as a number when its three-decimal form is the very text, else the text as it stands."""
    try:
        number = float(text)
    except ValueError:
        return text
    return number if math.isfinite(number) and write_metre(number) == text else text
