"""One finding of each sort about a unit that is sent whole, made by the functions that make them."""

from typing import Any

from sor.changes.composing import RegisterAtSerial
from sor.changes.replacement import Recorded, echoes, stale, standing
from sor.core.canonical import encode
from sor.core.finding import Finding
from sor.core.statement import Statement
from sor.endpoints.sorus.composing import composing
from sor.formats.soap.sorus import SorusRequest
from sor.formats.soap.sorus_choices import EDI, REPLACE

UNIT, OWNER, DAY = "110", "100", 20260601
ADDRESS = {"street": "Skovbrynet"}


def _alike(_: str, value: Any) -> Any:
    return value


def _says(value: str, day: int, serial: int) -> Statement:
    return Statement("name", day, 99991231, 0, encode(value), False, serial, 1, 0)


class _Alone(RegisterAtSerial):
    """A register in which every unit stands alone and says the same."""

    def __init__(self, **own: Any) -> None:
        self.today = DAY
        self._own = own

    def chain(self, key: str, day: int) -> list[tuple[str, dict[str, Any]]]:
        return [(key, self._own)]


def _replaced() -> list[Finding]:
    names = {"name": [_says("A", 20200101, 1), _says("B", 20260501, 2), _says("C", 20261001, 3)]}
    to_nobody = SorusRequest(REPLACE, 3, {"code": UNIT}, DAY)
    other_number = SorusRequest(EDI, 3, {"code": UNIT, "number": {"number": "5790002401473"}}, DAY)
    numbered = _Alone(location={"state": "Own", "number": "5790000123117"})
    return [
        *echoes(UNIT, {"postal_address": ADDRESS}, {}, [(OWNER, {"postal_address": ADDRESS})], DAY, _alike),
        *stale(UNIT, names, {"name": "A"}, DAY, {2: Recorded("anna", 20260530)}, _alike),
        *standing(UNIT, names, {}, DAY),
        *composing(to_nobody, "bo")(_Alone()).findings,
        *composing(other_number, "bo")(_Alone()).findings,
        *composing(other_number, "bo")(numbered).findings,
    ]


REPLACED = _replaced()
