"""RULES.md, written from the rules themselves: `tools/check_generated.py` asks for it."""

import csv
from collections.abc import Iterable, Iterator
from importlib.resources import files
from itertools import groupby

from sor.rules import BOOK, lengths
from sor.rules.no_rules import NO_RULES, RULES_OF_FIELDS
from sor.rules.rule import Rule
from tools.rule_hits import Hit, written

HEAD = """\
# Rules

Written by `tools/rules_document.py` from `src/sor/rules/`; change a rule there, then run
`.venv/bin/python tools/check_generated.py --write`.

The codes are those of the collected rule book of SOR (`src/sor/rules/data/business_rules.csv`); codes with X are this
project's own, about files and changes, those with AUTH about who may (the table is in `src/sor/access/authority.py`),
SHAK is the announced end of SHAK, and ID27 the organisational level. Every row
of the collected rules stands here, as a rule or at the end with the reason why it is none.

A finding is data (rule, subject, field, facts, days) and becomes a sentence where it is shown. Severities are the
rules' own; a door may set others. An import refuses nothing for a finding; a change is refused for an error that was
not there before it. `{key}` is the code of the unit or number.

| mark | how well a rule is known |
| --- | --- |
| D | documented |
| O | observed in real data |
| I | inferred |
| U | unknown: decided here |
| C | the sources contradict each other |

What is documented is an error, unless its remarks say why not; what is only observed or inferred is a warning or a
note. Two are errors by decision: C6 (nothing stays open below a closed unit) and SHAK.
"""

JUDGED = {
    "state": "judged on every piece of time of a unit, in files and in changes",
    "change": "judged about a change",
    "reported": "reported by readers of files, or while a change is made",
}


def generate() -> str:
    """The whole document."""
    chapters = groupby(sorted(BOOK.values(), key=lambda rule: _first_places()[rule.code]), key=lambda rule: rule.code)
    hits = written()
    parts = [HEAD, *("\n".join(_chapter(code, list(cases), hits)) for code, cases in chapters)]
    return "\n".join([*parts, *_no_rules(), *_fields(), *_lengths(), *_all_hits(hits)])


def _first_places() -> dict[str, int]:
    """Where a code comes first in the book; its cases stand together in the document, even from several files."""
    found: dict[str, int] = {}
    for place, (code, _) in enumerate(BOOK):
        found.setdefault(code, place)
    return found


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((files("sor.rules") / "data" / name).read_text("utf-8").splitlines()))


def _chapter(code: str, cases: list[Rule], hits: Iterable[Hit]) -> list[str]:
    lines = [f"## {code}", ""]
    collected = next((row for row in _rows("business_rules.csv") if row["id"] == code), None)
    if collected is not None:
        lines += [f"*Collected* ({collected['mark']}): {collected['rule']} Source: {collected['source']}.", ""]
    for rule in cases:
        lines += [_line(rule), ""]
        lines += [f"> {rule.danish}", ">", f"> {rule.english}", ""]
        mark = f" ({rule.mark})" if rule.mark else ""
        lines += [f"{rule.remarks} Source{mark}: {rule.source}.".strip(), ""]
        found = [f"{hit.hit} of {hit.units} units of {hit.file}" for hit in hits if _is_of(hit, rule)]
        if found:
            lines += [f"Hits in real data: {'; '.join(found)}.", ""]
    return lines


def _is_of(hit: Hit, rule: Rule) -> bool:
    return (hit.rule, hit.case) == (rule.code, rule.case)


def _line(rule: Rule) -> str:
    about = f", about `{rule.field}`" if rule.field else ""
    case = f", case *{rule.case}*" if rule.case else ""
    ops = f" ({', '.join(sorted(rule.ops))})" if rule.ops else ""
    return f"**{rule.severity}**{about}{case}; {JUDGED[rule.judged]}{ops}"


def _no_rules() -> Iterator[str]:
    yield "## Rows that are no rules\n"
    yield "| row | says | why it judges nothing | kept in |\n| --- | --- | --- | --- |"
    says = {row["id"]: row["rule"] for row in _rows("business_rules.csv")}
    for code, why in NO_RULES.items():
        yield f"| {code} | {says[code]} | {why.reason} | {why.where or '–'} |"
    yield ""


def _fields() -> Iterator[str]:
    yield "## Fields by level\n"
    yield "The rows of `src/sor/rules/data/field_rules.csv`, and the rules that judge them.\n"
    yield "| field | IO | HI | OU | condition | mark | rules |\n| --- | --- | --- | --- | --- | --- | --- |"
    for row in _rows("field_rules.csv"):
        cells = [row[column] for column in ("field", "IO", "HI", "OU", "condition", "mark")]
        yield f"| {' | '.join(cells)} | {', '.join(RULES_OF_FIELDS[row['field']])} |"
    yield ""


def _lengths() -> Iterator[str]:
    yield "## Lengths of texts\n"
    yield "The rows of `src/sor/rules/data/lengths.csv`, which N1, F6, F8 and F10 judge by. Characters, not bytes.\n"
    yield "| of | text | least | most | mark | source |\n| --- | --- | --- | --- | --- | --- |"
    for row in lengths.table():
        yield f"| {' | '.join(row.values())} |"
    yield ""


def _all_hits(hits: list[Hit]) -> Iterator[str]:
    yield "## Hits in real data\n"
    yield (
        "Counted by `tools/rule_hits.py`; what they mean is told in `docs/decisions/rule-hits.md`. Rules that are not\n"
        "named find nothing in these files.\n"
    )
    yield "| file | units | findings: units |\n| --- | --- | --- |"
    for (file, units), group in groupby(hits, key=lambda hit: (hit.file, hit.units)):
        told = [f"{hit.rule} {hit.case}".strip() + f" ({hit.severity}): {hit.hit}" for hit in group if hit.rule]
        yield f"| {file} | {units} | {'; '.join(told) or 'none'} |"
    yield ""
