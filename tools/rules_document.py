"""RULES.md, written from the rules themselves: `tools/check_generated.py` asks for it."""

from itertools import groupby

from sor.rules import BOOK
from sor.rules.rule import Rule

HEAD = """\
# Rules

Written by `tools/rules_document.py` from `src/sor/rules/`; change a rule there, then run
`.venv/bin/python tools/check_generated.py --write`.

The codes are those of the collected rule book of SOR; codes with X are this project's own, about files, those
with AUTH about who may (`src/sor/access/authority.py` holds the table). A finding is
data (rule, subject, field, facts, days) and becomes a sentence where it is shown. Severities are the rules' own; a
door may set others, and an import refuses nothing for a finding. `{key}` is the code of the unit or number.
"""


def generate() -> str:
    """The whole document."""
    chapters = groupby(BOOK.values(), key=lambda rule: rule.code)
    return "\n".join([HEAD, *("\n".join(_chapter(code, list(cases))) for code, cases in chapters)])


def _chapter(code: str, cases: list[Rule]) -> list[str]:
    lines = [f"## {code}", ""]
    for rule in cases:
        about = f", about `{rule.field}`" if rule.field else ""
        lines += [f"**{rule.severity}**{about}" + (f", case *{rule.case}*" if rule.case else ""), ""]
        lines += [f"> {rule.danish}", ">", f"> {rule.english}", ""]
        lines += [f"{rule.remarks} Source: {rule.source}.".strip(), ""]
    return lines
