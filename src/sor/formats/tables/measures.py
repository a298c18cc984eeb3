"""Coordinates in the formats of our own: a JSON number, a REAL column, a double, or nothing. A text that a source had
in the place of one is left out, each with its line in the side report.
"""

from collections.abc import Mapping

from sor.core.shapes import Value, parts_of
from sor.core.unit import UnitAnswer
from sor.formats.numbers import no_number
from sor.formats.published.omitted import Omitted
from sor.formats.tables.unit_words import BLOCKS, METRES


class Measures:
    """Takes what is no number out of answers, and remembers what it took."""

    def __init__(self) -> None:
        self._told: dict[Omitted, None] = {}

    def __call__(self, answer: UnitAnswer) -> Mapping[str, Value]:
        """A unit's answer whose metres are numbers."""
        shown: Mapping[str, Value] = answer
        for block, _ in BLOCKS:
            found = parts_of(shown.get(block))
            words = [name for name in METRES if isinstance(found.get(name), str)]
            if words:
                shown = {**shown, block: {name: value for name, value in found.items() if name not in words}}
                for name in sorted(words):
                    self._told[no_number(answer["code"], f"{block}.{name}", name, found[name])] = None
        return shown

    def list_omitted(self) -> list[Omitted]:
        """A line for each text that was left out."""
        return list(self._told)
