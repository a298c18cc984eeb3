"""What comes instead of a SHAK code on a day: the units that carry it or carried it last, or those that took their
place. Pure over a snapshot.
"""

import re
from collections.abc import Iterator
from typing import NotRequired, TypedDict

from sor.core.unit import UnitAnswer
from sor.reading.mapping import nearest_holdings, open_successors, write_identifier
from sor.reading.snapshot import Snapshot

LENGTHENED = re.compile(r"[0-9]{4}[0-9A-ZÆØÅ]{4,5}")
"""A SHAK code with the one or two characters that regions add for themselves."""

LONGEST = 7


class TakingOver(TypedDict):
    """An open unit that is used in place of a SHAK code. via: the closed units in between."""

    code: str
    name: NotRequired[str]
    level: NotRequired[str]
    organisational_level: NotRequired[str | None]
    via: list[str]


class InsteadOfShak(TypedDict):
    """A SHAK code with the units to use in its place. shak: the code that was meant. open: whether it holds on the day;
    none where the register does not hold the code itself.
    """

    asked: str
    shak: str
    name: str | None
    open: bool | None
    units: list[TakingOver]


def shak_successors(snapshot: Snapshot, text: str) -> InsteadOfShak | None:
    """What comes instead of a SHAK code; None when neither SHAK nor any unit ever had it."""
    for code in _find_meant(write_identifier(text)):
        facts, holdings = snapshot.shak_code(code), snapshot.holdings("shak", code)
        if facts is None and not holdings:
            continue
        found: dict[str, TakingOver] = {}
        for key in dict.fromkeys(one.key for one in nearest_holdings(holdings, snapshot.at.valid)):
            for unit in _open_in_place_of(snapshot, key):
                found.setdefault(unit["code"], unit)
        name, is_open = (None, None) if facts is None else (facts.get("name"), facts["open"])
        return {"asked": text, "shak": code, "name": name, "open": is_open, "units": [*found.values()]}
    return None


def _find_meant(code: str) -> list[str]:
    return [code, code[:LONGEST]] if LENGTHENED.fullmatch(code) else [code]


def _open_in_place_of(snapshot: Snapshot, key: str) -> Iterator[TakingOver]:
    unit = snapshot.unit(key)
    if unit is not None and unit["open"]:
        yield _show_unit(unit, [])
        return
    for one in open_successors(snapshot, key):
        successor = snapshot.unit(one["code"])
        if successor is not None and successor["open"]:
            yield _show_unit(successor, [key, *one.get("via", [])])


def _show_unit(unit: UnitAnswer, via: list[str]) -> TakingOver:
    found: TakingOver = {"code": unit["code"], "via": via}
    if "name" in unit:
        found["name"] = unit["name"]
    if "level" in unit:
        found["level"] = unit["level"]
    found["organisational_level"] = unit["organisational_level"]
    return found
