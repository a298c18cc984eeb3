"""A unit that is sent whole (``CORE`` §14): what of it is new, and what its sender should know.

Pure: values in, values and findings out. Own values are compared, unresolved; only what differs is stated.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from sor.core.canonical import NULL, decode
from sor.core.day import OPEN, write_day
from sor.core.finding import Finding
from sor.core.inheritance import FALLS_BACK_TO, Chain
from sor.core.shapes import Fields, Value
from sor.core.statement import NEVER, Statement
from sor.core.subject import ADDRESS_KINDS
from sor.core.timeline import LIFE, Timeline, winner
from sor.rules import replacing

Comparable: TypeAlias = Callable[[str, Value], Value]
"""A field's value as the sender's format can show it: two values that look alike to the sender are the same."""


class Recorded(NamedTuple):
    """Who recorded an entry, and on which day."""

    actor: str
    day: int


def differing(sent: Mapping[str, Value], own: Mapping[str, Value], comparable: Comparable) -> Fields:
    """The fields that become something else. sent: every field that the sender's format holds, None where it was left
    out; fields that the format does not hold are not in it and stay as they are.
    """
    return {
        field: value for field, value in sent.items() if comparable(field, value) != comparable(field, own.get(field))
    }


def echoes(
    key: str, given: Mapping[str, Value], own: Mapping[str, Value], above: Chain, day: int, comparable: Comparable
) -> Iterator[Finding]:
    """The addresses that the unit would inherit as they are. given: what it is sent; own: all it has then; above: the
    units above, nearest first.
    """
    for kind in ADDRESS_KINDS:
        value = given.get(kind)
        if value is not None and comparable(kind, value) == comparable(kind, _find_inherited(kind, own, above)):
            yield replacing.ECHO.finding("unit", key, {"field": kind}, day)


def stale(
    key: str, timeline: Timeline, given: Mapping[str, Value], day: int, others: Mapping[int, Recorded],
    comparable: Comparable,
) -> Iterator[Finding]:  # fmt: skip
    """What is set back to a value that another actor replaced lately. others: such entries by serial."""
    for field, value in given.items():
        said = timeline.get(field, ())
        now = winner(said, day, NEVER - 1)
        if now is None or now.serial not in others:
            continue
        before = winner(said, day, now.serial - 1)
        held = decode(NULL if before is None else before.value)
        if comparable(field, held) == comparable(field, value):
            facts = {"name": field, "day": write_day(others[now.serial].day), "entry": now.serial}
            yield replacing.STALE.finding("unit", key, facts, day)


def standing(key: str, timeline: Timeline, given: Mapping[str, Value], day: int) -> Iterator[Finding]:
    """What is scheduled after the day, of the fields about which nothing is stated; the making of a change tells of
    the others.
    """
    for field in sorted(timeline):
        if field in given or field in (LIFE, "status", "level", "parent"):
            continue
        for s in timeline[field]:
            if _is_later(s, day):
                facts = {"name": field, "later": write_day(s.from_day), "entry": s.serial}
                yield replacing.STANDS.finding("unit", key, facts, s.from_day)


def _is_later(statement: Statement, day: int) -> bool:
    return day < statement.from_day < OPEN and statement.withdrawn_at >= NEVER


def _find_inherited(kind: str, own: Mapping[str, Value], above: Chain) -> Value:
    """What an address would be without a value of its own."""
    if kind in FALLS_BACK_TO:
        nearer = FALLS_BACK_TO[kind]
        found = own.get(nearer)
        return found if found is not None else _find_inherited(nearer, own, above)
    return next((value for _, values in above if (value := values.get(kind)) is not None), None)
