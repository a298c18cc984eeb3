"""What logs older than the gate for text hold outside it, as exports write it: composed, and without the characters
that cannot be shown. Each of these has a line in the side report; no edition fails for one. So has each value that
was erased and that the file would have shown.
"""

from typing import Any

from sor.core.canonical import decode
from sor.core.erased import ERASED
from sor.core.shapes import Fields
from sor.core.text import fit_text, is_surely_fit, map_texts
from sor.formats.published.omitted import Omitted

WAS_ERASED = "its value was erased by entry {}"
LEFT_OUT = "{} cannot be written and is left out"


class Fitting:
    """Reads stored values for one selection, and remembers what it left out of them."""

    def __init__(self) -> None:
        self._told: dict[Omitted, None] = {}

    def __call__(self, key: str, body: str) -> Fields:
        """The values of a subject, which stand in canonical JSON."""
        values: Fields = decode(body)
        gone: Any = values.get(ERASED, {})
        for field, serial in gone.items():
            self._told[Omitted(key, field, WAS_ERASED.format(serial))] = None
        return values if is_surely_fit(body) else self._fit_values(key, values)

    def list_omitted(self) -> list[Omitted]:
        """A line for each character of each text that was left out, and for each value that was erased."""
        return list(self._told)

    def _fit_values(self, key: str, values: Fields) -> Fields:
        def fit(text: str, where: str) -> str:
            shown, left_out = fit_text(text)
            self._told |= {Omitted(key, where, LEFT_OUT.format(name)): None for name in left_out}
            return shown

        found: Fields = map_texts(values, fit)
        return found
