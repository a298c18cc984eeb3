"""How the elements of a request are read: it has passed its schema, so there is nothing to remark.

What is left out, empty or nil is the same: no value. No text keeps the blanks around it, and a number has one spelling.
"""

from collections.abc import Iterable

from sor.formats.xml_tables.elements import Form, Leaf, Part
from sor.formats.xml_tables.reading import Element, ElementReading, Raw, ReadingRules, Table, Take, take_country

_NUMBERS = frozenset({Form.LONG, Form.INT, Form.SOR_CODE})


class RequestRules(ReadingRules):
    """The rules of requests whose elements are of one namespace."""

    keeps_hollow = False
    kept_whole = frozenset()

    def __init__(self, namespace: str) -> None:
        self._namespace = namespace

    def tags_of(self, part: Part) -> Iterable[str]:
        """Its name in the namespace."""
        return (f"{{{self._namespace}}}{part.name}",)

    def take_text(self, leaf: Leaf) -> Take | None:
        """Numbers, measures, countries, yes and no."""
        if leaf.form in _NUMBERS:
            return _take_number
        return {Form.FLAG: _take_flag, Form.METRE: _take_metre, Form.COUNTRY: take_country}.get(leaf.form)

    def enter(self, table: Table, tag: str, path: str, reading: ElementReading) -> None:  # noqa: ARG002 (not noted)
        """At once and for good: the table is made once for all requests."""
        table[tag] = reading

    def unknown(self, element: Element, known: Iterable[str] = ()) -> None:
        """There is none, by the schema."""

    def flaw(self, element: Element, what: str) -> None:
        """There is none, by the schema."""


def _take_number(element: Element, key: str, values: Raw) -> None:
    if text := (element.text or "").strip():
        values[key] = str(int(text))


def _take_metre(element: Element, key: str, values: Raw) -> None:
    if text := (element.text or "").strip():
        values[key] = float(text)


def _take_flag(element: Element, key: str, values: Raw) -> None:
    if text := (element.text or "").strip():
        values[key] = text in ("true", "1")
