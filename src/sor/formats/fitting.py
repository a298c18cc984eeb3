"""What logs older than the gate for text hold outside it, as exports write it: composed, and without the characters
that cannot be shown. Each of these has a line in the side report; no edition fails for one.
"""

from sor.core.canonical import decode
from sor.core.shapes import Fields
from sor.core.text import fitted, is_surely_fit, mapped
from sor.formats.published.omitted import Omitted

LEFT_OUT = "{} cannot be written and is left out"


class Fitting:
    """Reads stored values for one selection, and remembers what it left out of them."""

    def __init__(self) -> None:
        self._told: dict[Omitted, None] = {}

    def __call__(self, key: str, body: str) -> Fields:
        """The values of a subject, which stand in canonical JSON."""
        values: Fields = decode(body)
        return values if is_surely_fit(body) else self._fitted(key, values)

    def omitted(self) -> list[Omitted]:
        """A line for each character of each text that was left out."""
        return list(self._told)

    def _fitted(self, key: str, values: Fields) -> Fields:
        def fit(text: str, where: str) -> str:
            shown, left_out = fitted(text)
            self._told |= {Omitted(key, where, LEFT_OUT.format(name)): None for name in left_out}
            return shown

        found: Fields = mapped(values, fit)
        return found
