"""What is wrong with a cell that somebody edited, before any rule looks at it: what spreadsheets do to codes and texts,
each with what it most likely held.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from sor.core.identifiers import is_digits
from sor.endpoints.web.edit.forms import LONGEST
from sor.endpoints.web.sheets.given_out import STATES
from sor.formats.tables.cell_damage import PERSONAL, damage
from sor.formats.tables.sheet_reading import BROKEN_CELL, DATE, FORMULA, NUMBER, Cell


class CellFault(NamedTuple):
    """Why a cell cannot be taken, in both languages."""

    da: str
    en: str


DIGITS_KEPT = 15
"""What a spreadsheet keeps of a number; the digits behind become noughts."""

IN_DANISH = {
    "a placeholder, which says nothing": "noget, der står i stedet for ingenting",
    "a date where a text belongs": "en dato, hvor der skal stå en tekst",
    "a number where a text belongs": "et tal, hvor der skal stå en tekst",
    "a number in powers of ten, its last digits lost": "et tal i tierpotenser, hvis sidste cifre er tabt",
    "a number with decimals that it never had": "et tal med decimaler, det aldrig har haft",
    "the error of a spreadsheet, not what the cell held": "regnearkets fejl og ikke det, cellen indeholdt",
    "a formula, not what it gives": "en formel og ikke det, den giver",
    "a number after the apostrophe by which a spreadsheet marks a text":
        "et nummer efter den apostrof, hvormed regneark mærker en tekst",
    "the word of a program for yes or no": "et programs ord for ja eller nej",
    "a date where a number belongs": "en dato, hvor der skal stå et nummer",
    "the number of a day where a spreadsheet saw a date": "tallet for en dag, hvor regnearket så en dato",
    "a number with marks between thousands": "et nummer med punktum mellem tusinderne",
    "a telephone number with a digit too few": "et telefonnummer med et ciffer for lidt",
    "a number whose zeros in front were lost": "et nummer, hvis nuller forrest er tabt",
    "a number with a digit too few": "et nummer med et ciffer for lidt",
    "a number whose decimal point was lost": "et tal, hvis decimaltegn er tabt",
    PERSONAL: "en tekst med et CPR-nummer, som intet offentligt register må indeholde",
    "an empty cell": "en tom celle",
}  # fmt: skip
"""The clauses of ``cell_damage``."""

SOME_DIGITS = re.compile(r"(\d+) digits: (\d+)…")
YES_OR_NO: Mapping[str, str] = {
    **dict.fromkeys(("true", "ja", "yes", "sand", "sandt", "1"), "true"),
    **dict.fromkeys(("false", "nej", "no", "falsk", "0"), "false"),
}  # fmt: skip
FLAG_WORDS = ("true", "false")


def read_words(name: str, text: str) -> str:
    """A cell of certain words as the register writes them: ja and SAND are true; every other cell as it is."""
    if tuple(STATES.get(name, ())) == FLAG_WORDS:
        return YES_OR_NO.get(text.casefold(), text)
    return text.casefold() if name in STATES else text


def fault_of(name: str, cell: Cell, given: str, known: Iterable[str] = ()) -> CellFault | None:
    """What is wrong with a changed cell of a column; None when rules may judge it. given: what it held when the sheet
    was given out. known: what it may have held, of codes that are too long for a spreadsheet's numbers.
    """
    text = cell.text.strip()
    if cell.kind == FORMULA:
        return CellFault(
            "Her står en formel. Formler regnes ikke ud: skriv det, cellen skal indeholde.",
            "This is a formula. Formulas are not run: write what the cell is to hold.",
        )
    if cell.kind == BROKEN_CELL:
        return tell_fault("the error of a spreadsheet, not what the cell held", given or None)
    if len(text) > LONGEST:
        return CellFault(f"Teksten er længere end {LONGEST} tegn.", f"The text is longer than {LONGEST} characters.")
    if not text:
        return None
    if name in STATES:
        words = STATES[name]
        if read_words(name, text) in words:
            return None
        return CellFault(
            f"»{text[:40]}« er ikke et af de ord, feltet tager: {', '.join(words)}.",
            f'"{text[:40]}" is none of the words that the field takes: {", ".join(words)}.',
        )
    if cell.kind == DATE:
        return tell_fault("a date where a text belongs", given or _day_and_month(text))
    if cell.kind == NUMBER and is_digits(text) and len(text) > DIGITS_KEPT:
        return lost_digits(text, [given, *known])
    if given and text != given and is_digits(text) and text == given.lstrip("0"):
        return tell_fault("a number whose zeros in front were lost", given)
    found = damage("type" if name.startswith("specialities.") else name, text)
    return None if found is None else tell_fault(found.reason, found.proposal)


def lost_digits(text: str, known: Iterable[str]) -> CellFault:
    """A number with more digits than a spreadsheet keeps. known: what it may have been."""
    meant = sorted({one for one in known if one[:DIGITS_KEPT] == text[:DIGITS_KEPT] and len(one) == len(text)})
    proposal = meant[0] if len(meant) == 1 else None
    asked_da = f" Det var formentlig {proposal}." if proposal else ""
    asked_en = f" It most likely was {proposal}." if proposal else ""
    return CellFault(
        f"{text} har flere cifre, end et regneark holder i et tal; de sidste er tabt.{asked_da} Skriv det som tekst.",
        f"{text} has more digits than a spreadsheet keeps in a number; the last are lost.{asked_en} Write it as text.",
    )


def tell_fault(reason: str, proposal: str | None) -> CellFault:
    """What happened to a cell, and what it most likely held."""
    danish, english = IN_DANISH[reason], reason
    if proposal is None:
        return CellFault(f"Her står {danish}. Skriv værdien igen.", f"This is {english}. Write the value again.")
    meant = SOME_DIGITS.sub(r"\1 cifre: \2…", IN_DANISH.get(proposal, proposal))
    return CellFault(
        f"Her står {danish}. Der skulle formentlig stå: {meant}", f"This is {english}. Most likely: {proposal}"
    )


def _day_and_month(text: str) -> str | None:
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return None
    return f"{day.day}-{day.month}"
