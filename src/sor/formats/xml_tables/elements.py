"""The rows of a table of XML: what is an element, what its text holds, and what stands in it.

A table is constants of this project and nothing else. The values that it reads and writes are plain dictionaries: an
element's value stands under its ``key`` in the dictionary of what is around it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from typing import TypeAlias

COUNTRY_SCHEME, SCHEME_KEY = "iso3166-alpha2", "country_scheme"
"""The list of country codes that nobody names, and where the name of another one stands, beside the country."""


class Form(Enum):
    """What the text of an element holds."""

    TEXT = "free text"
    CODE = "a code, kept as text without blanks around it"
    NUMBER = "a code that is a number, kept as text; noughts in front count; what is none is not written"
    LONG = "a number, kept as text; noughts in front do not count"
    INT = "a small number, kept as text"
    SOR_CODE = "the SOR code of a unit"
    PROVIDER = "a ydernummer"
    LEVEL = "the level of a unit"
    STATE = "the state of a unit's location number"
    FLAG = "true or false"
    NOT_FLAG = "the opposite of true or false"
    METRE = "metres with three decimals"
    COUNTRY = "a country code with its scheme"
    DAY = "a day"
    LAST_DAY = "the day before the one that is held: the last on which it is so"
    ASKED_DAY = "a day, which may be sent as midnight in Denmark"
    TIME = "an instant"


FLAGS = (Form.FLAG, Form.NOT_FLAG)


@dataclass(frozen=True, kw_only=True, slots=True)
class XmlElement:
    """What may be said of any element.

    also: other names under which it is read. The rest is said of those of a contract of ours: what it means; the name
    of its type; required: a request without it is none; is_output: the register alone says it; since: the first version
    that has it.
    """

    also: tuple[str, ...] = ()
    words: str = ""
    type: str = ""
    required: bool = False
    is_output: bool = False
    since: int = 0

    @property
    def inside(self) -> tuple["Part", ...]:
        """The elements that stand in it."""
        return ()


@dataclass(frozen=True, slots=True)
class Leaf(XmlElement):
    """An element that holds a text. key: where its value goes."""

    name: str
    key: str
    form: Form = Form.CODE


@dataclass(frozen=True, slots=True)
class ElementGroup(XmlElement):
    """An element whose parts belong to what is around it."""

    name: str
    parts: tuple["Part", ...]

    @property
    def inside(self) -> tuple["Part", ...]:
        """The elements that stand in it."""
        return self.parts


@dataclass(frozen=True, slots=True)
class Block(XmlElement):
    """An element whose parts are one value."""

    name: str
    key: str
    parts: tuple["Part", ...]

    @property
    def inside(self) -> tuple["Part", ...]:
        """The elements that stand in it."""
        return self.parts


@dataclass(frozen=True, slots=True)
class Several(XmlElement):
    """An element that holds a list of equal elements; each: one of them, whose key is empty."""

    name: str
    key: str
    each: "Leaf | Block"

    @property
    def inside(self) -> tuple["Part", ...]:
        """The elements that stand in it."""
        return (self.each,)


Part: TypeAlias = Leaf | ElementGroup | Block | Several


def local(name: str) -> str:
    """The name of an element without its prefix."""
    return name.partition(":")[2] or name


def path_below(above: str, part: Part) -> str:
    """Where an element stands: the names from there on, without prefixes."""
    return f"{above}/{local(part.name)}" if above else local(part.name)


def key_parts(parts: Iterable[Part]) -> list[Leaf | Block | Several]:
    """The elements whose values stand in one dictionary: those of groups stand beside the others."""
    found: list[Leaf | Block | Several] = []
    for part in parts:
        found += key_parts(part.parts) if isinstance(part, ElementGroup) else [part]
    return found


def keys_of(part: Leaf | Block | Several) -> tuple[str, ...]:
    """The keys of what an element says: a country is a code with its scheme."""
    is_country = isinstance(part, Leaf) and part.form is Form.COUNTRY
    return (part.key, SCHEME_KEY) if is_country else (part.key,)


def of_version(parts: Iterable[Part], version: int) -> tuple[Part, ...]:
    """The elements that a version has, inner ones too."""
    return tuple(_inside_of_version(part, version) for part in parts if part.since <= version)


def _inside_of_version(part: Part, version: int) -> Part:
    if isinstance(part, ElementGroup | Block):
        return replace(part, parts=of_version(part.parts, version))
    if isinstance(part, Several) and isinstance(part.each, Block):
        return replace(part, each=replace(part.each, parts=of_version(part.each.parts, version)))
    return part


def parts_inside(parts: Iterable[Part]) -> Iterator[Part]:
    """The elements and all that stand in them, each before those inside it."""
    for part in parts:
        yield part
        yield from parts_inside(part.inside)
