"""Words in elements of SOR XML that are numbers: found by the tables, left out before a unit is written, each told."""

from collections.abc import Callable, Iterable
from typing import Any

from sor.core.identifiers import is_number
from sor.core.shapes import Value
from sor.formats.numbers import is_decimal, measure
from sor.formats.xml_tables.elements import Block, ElementGroup, Form, Leaf, Part, local
from sor.formats.xml_tables.reading import Raw

RIGHT: dict[Form, Callable[[Value], bool]] = {Form.NUMBER: is_number, Form.METRE: is_decimal}
"""What the text of an element must be, by its kind."""

EMPTY: tuple[Value, ...] = (None, "", [], (), {})

Tell = Callable[[str, str, Value], None]
"""Hears the path of a value that is left out, the name of its element, and the value."""


class WordForNumber(ValueError):
    """A word stands in an element that is a number: it has to be left out before."""


def write_number(value: Value) -> str | None:
    """The text of an element that is a number; none of an empty one. Raises WordForNumber."""
    if is_number(value):
        return value
    if value in EMPTY:
        return None
    raise WordForNumber


def write_decimal(value: Value) -> str | None:
    """The text of an element that holds metres; none of an empty one. Raises WordForNumber."""
    if (text := measure(value)) is not None or value in EMPTY:
        return text
    raise WordForNumber


def without_words(parts: Iterable[Part], values: Raw, tell: Tell, path: str = "") -> Raw:
    """The values without those that are none of the numbers their elements hold. What an element is about stands first
    in it: an inner one that loses that is left out whole.
    """
    found = dict(values)
    for part in parts:
        _leave_out(part, found, tell, path)
    return found


def _leave_out(part: Part, found: Raw, tell: Tell, path: str) -> None:
    if isinstance(part, ElementGroup):
        for inner in part.parts:
            _leave_out(inner, found, tell, path)
        return
    value: Any = found.get(part.key)
    if value in EMPTY:
        return
    if isinstance(part, Leaf):
        if part.form in RIGHT and not RIGHT[part.form](value):
            tell(path + part.key, local(part.name), value)
            del found[part.key]
    elif isinstance(part, Block):
        inside = _whole(part, value, tell, f"{path}{part.key}.")
        if inside is None:
            del found[part.key]
        else:
            found[part.key] = inside
    elif isinstance(part.each, Block):
        block = part.each
        kept = [one for each in value if (one := _whole(block, each, tell, f"{path}{part.key}.")) is not None]
        found[part.key] = kept


def _whole(block: Block, values: Raw, tell: Tell, path: str) -> Raw | None:
    """A block's values; None when it has lost what it is about."""
    found = without_words(block.parts, values, tell, path)
    first = block.parts[0]
    lost = isinstance(first, Leaf) and first.key in values and first.key not in found
    return None if lost else found
