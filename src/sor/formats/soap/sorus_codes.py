"""The codes of SORUS's findings: a number for every rule, never given to another one.

The numbers are kept in ``contracts/sorus/codes.csv``. A rule that is new gets the next number when the generated files
are written (``tools/check_generated.py --write``); one that is gone keeps its row. 0 is success.
"""

import csv
import io
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from sor.core.finding import ERROR, NOTE, WARNING, Finding
from sor.rules import BOOK

DONE, CANNOT_READ, UNNUMBERED = 0, 1, 999
"""Done; the request cannot be read as a change; a finding that has no number of its own."""

FIRST = 1001
FOLDER = Path(str(files("sor"))) / "contracts" / "sorus"
FILE = "codes.csv"
COLUMNS = ("code", "rule", "case")
SEVERITIES = {ERROR: "Error", WARNING: "Warning", NOTE: "Note"}


class Numbered(NamedTuple):
    """A rule, or one of its cases, and its number."""

    code: int
    rule: str
    case: str


def code_of(finding: Finding) -> int:
    """The number of a finding's rule."""
    return _by_rule().get((finding.rule, str(finding.facts.get("case", ""))), UNNUMBERED)


def read_kept() -> list[Numbered]:
    """The numbers that were given."""
    path = FOLDER / FILE
    if not path.exists():
        return []
    rows = csv.DictReader(path.read_text("utf-8").splitlines(), strict=True)
    return [Numbered(int(row["code"]), row["rule"], row["case"]) for row in rows]


def give_numbers(given: list[Numbered]) -> list[Numbered]:
    """These numbers, and new ones for the rules that have none, in the order of the rule book."""
    known = {(one.rule, one.case) for one in given}
    following = max((one.code for one in given), default=FIRST - 1) + 1
    new = [name for name in BOOK if name not in known]
    return [*given, *(Numbered(following + n, *name) for n, name in enumerate(new))]


def as_csv(numbers: list[Numbered]) -> str:
    """The table as it is kept."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(numbers)
    return text.getvalue()


PAGE = """\
# The codes of SORUS

Written by `tools/sorus_files.py` from the rule book and `contracts/sorus/codes.csv`; a code is never given to another
rule. `ErrorCode` of an answer is 0 when the change was made, else the code of the first finding that is an error; every
finding stands in `FindingCollection` with its code, its severity, the rule, the element at fault and a Danish sentence.
The official service's codes are not public; these are this project's.

Who may not call at all gets no code but a DGWS fault (`not_authorized` and so on).

| code | rule | severity | text |
| --- | --- | --- | --- |
| 0 | | | Udført. |
| 1 | | Error | Forespørgslen kan ikke læses som en ændring. |
| 999 | | | A finding that has no code of its own. |
"""


def as_page(numbers: list[Numbered]) -> str:
    """The table for readers."""
    return PAGE + "".join(_row(one) for one in numbers)


def _row(one: Numbered) -> str:
    rule = BOOK.get((one.rule, one.case))
    name = f"{one.rule}, {one.case}" if one.case else one.rule
    if rule is None:
        return f"| {one.code} | {name} | | (no longer in use) |\n"
    return f"| {one.code} | {name} | {SEVERITIES[rule.severity]} | {rule.danish.replace('|', '/')} |\n"


@lru_cache(maxsize=1)
def _by_rule() -> Mapping[tuple[str, str], int]:
    return {(one.rule, one.case): one.code for one in read_kept()}
