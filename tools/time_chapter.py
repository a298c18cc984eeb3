"""The guide's chapter on time, made from the scenarios that the tests run: what is written there is what happens."""

import re
from textwrap import dedent

from tests.spec import scenarios

OPENING = """# Time in the register

*Generated from `tests/spec/scenarios.py`; each example runs as a test, in memory and on both databases.*

The register keeps two times. *Valid* time is when something is true: a day in Denmark. *Known* time is when the
register was told: the serial of the entry in its log. A later entry never erases an earlier one, so every answer can
be asked as it was known at any serial.

How to read the examples. Days are days of one month. Each line under *Recorded* is one entry of the log:

{forms}

Under *Holds*, `0 A | 10 B` is: A from day 0, B from day 10; `–` is: the unit is not open. A line that begins with
`known 2` is the answer as it was known at serial 2.
"""


def generate() -> str:
    """The chapter."""
    parts = [OPENING.format(forms=_forms())]
    parts += [
        f"## {case.title}\n\n{case.lesson}\n\nRecorded:\n\n```text\n{_text(case.recorded)}\n```\n\n"
        f"Holds:\n\n```text\n{_text(case.holds)}\n```\n"
        for case in scenarios.SCENARIOS
    ]
    return "\n".join(parts)


def _forms() -> str:
    lines = (scenarios.__doc__ or "").splitlines()
    return "\n".join(re.sub(r" {2,}", " – ", line.replace("``", "`")) for line in lines if line.startswith("* "))


def _text(block: str) -> str:
    return dedent(block).strip()
