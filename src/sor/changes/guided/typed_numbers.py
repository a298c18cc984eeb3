"""Numbers as an owner types them, and what they were meant to be, before the register is asked. Pure."""

import re
from collections.abc import Iterator

from sor.changes.guided.answers import CONTACT, StepMistake
from sor.changes.guided.practice import Practice, read_block
from sor.core.identifiers import cvr_problem

PROVIDER_DIGITS = 6
PHONE_DIGITS = 8
"""Of a Danish telephone number, without the country's."""


def read_digits(text: str) -> str:
    """A number without the blanks, dots and hyphens that people write in it."""
    return re.sub(r"[\s.-]", "", text)


def look_at_provider(step: str, number: str) -> Iterator[StepMistake]:
    """A ydernummer has six digits; programs that take it for a figure cut its leading noughts."""
    if number and len(number) != PROVIDER_DIGITS:
        offer = number.zfill(PROVIDER_DIGITS) if len(number) == PROVIDER_DIGITS - 1 else ""
        text = "changed.lost_nought" if offer else "changed.six_digits"
        yield StepMistake(step, "provider_identifier", text, {"value": number, "offer": offer}, offer)


def look_at_cvr(step: str, number: str, practice: Practice) -> Iterator[StepMistake]:
    """A CVR number that cannot be one, or is a telephone number of the practice."""
    phones = {
        read_digits(str(read_block(unit, CONTACT).get("phone") or ""))[-PHONE_DIGITS:]
        for unit in practice.units.values()
    }
    if number and number in phones:
        yield StepMistake(step, "cvr", "changed.phone", {"value": number})
    elif cvr_problem(number):
        yield StepMistake(step, "cvr", "changed.bad_cvr", {"value": number})
