"""One finding of each sort about a unit that is sent whole, made by the functions that make them."""

from typing import Any

from sor.changes.composing import Moment
from sor.changes.replacement import Recorded, echoes, stale, standing
from sor.core.canonical import encode
from sor.core.finding import Finding
from sor.core.statement import Statement
from sor.formats.sorus import Asked
from sor.formats.sorus_choices import EDI, REPLACE
from sor.sorus import composing

UNIT, OWNER, DAY = "110", "100", 20260601
ADDRESS = {"street": "Skovbrynet"}


def _alike(_: str, value: Any) -> Any:
    return value


def _says(value: str, day: int, serial: int) -> Statement:
    return Statement("name", day, 99991231, 0, encode(value), False, serial, 1, 0)


class _Numberless(Moment):
    """A register whose units have no location number."""

    def __init__(self) -> None:
        self.today = DAY

    def chain(self, key: str, day: int) -> list[tuple[str, dict[str, Any]]]:
        return [(key, {})]


def _replaced() -> list[Finding]:
    names = {"name": [_says("A", 20200101, 1), _says("B", 20260501, 2), _says("C", 20261001, 3)]}
    to_nobody = Asked(REPLACE, 3, {"code": UNIT}, DAY)
    other_number = Asked(EDI, 3, {"code": UNIT}, DAY)
    return [
        *echoes(UNIT, {"postal_address": ADDRESS}, {}, [(OWNER, {"postal_address": ADDRESS})], DAY, _alike),
        *stale(UNIT, names, {"name": "A"}, DAY, {2: Recorded("anna", 20260530)}, _alike),
        *standing(UNIT, names, {}, DAY),
        *composing(to_nobody, "bo")(_Numberless()).findings,
        *composing(other_number, "bo")(_Numberless()).findings,
    ]


REPLACED = _replaced()
