"""The rules' sentences as pages say them: units and types by their names and not by codes alone, days in words."""

import re
from collections.abc import Iterator, Sequence

from sor.core.day import NotADay, parse_day
from sor.endpoints.web.kit.names import Names
from sor.endpoints.web.kit.words import day_in_words
from sor.reading.snapshot import Snapshot

CODE = re.compile(r"\b[0-9]{9,18}\b")
"""How sentences call units and types."""

DAY = re.compile(r"(?<![»\"\w-])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![«\"\w-])")
"""How they write days; what is quoted stays as somebody typed it."""


def in_words(said: Sequence[str], snapshot: Snapshot, language: str, then: Snapshot | None = None) -> list[str]:
    """Sentences with the name before each code of a unit or type: as it is called then, where it is called so."""
    codes = sorted({code for text in said for code in CODE.findall(text)})
    names = dict(_names(codes, snapshot, Names(snapshot.codes, snapshot.at.valid, language)))
    if then is not None and then is not snapshot:
        names |= dict(_names(codes, then, Names(then.codes, then.at.valid, language)))

    def day(found: re.Match[str]) -> str:
        try:
            parse_day(found[0])
        except NotADay:
            return found[0]
        return day_in_words(found[0], language)

    return [CODE.sub(lambda m: names.get(m[0], m[0]), DAY.sub(day, text)) for text in said]


def _names(codes: Sequence[str], snapshot: Snapshot, names: Names) -> Iterator[tuple[str, str]]:
    units = snapshot.summaries(codes) if codes else {}
    for code in codes:
        unit = units.get(code)
        name = names.find_known("entity_type", code) if unit is None else unit.get("name")
        if name:
            yield code, f"{name} ({code})"
