"""The book of steps: what is told of a practice, and all that it comes to, case by case.

A case begins with its title. ``of`` changes fields of the practice's units (null: it has none). A line that names a
step tells it over what its page begins with, or ``only`` that (``new``: the page of a new clinic). What follows an
arrow is what comes of it. Written anew by
``python -m tests.changes.guided.book_of_steps``, to be read before it is kept.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sor.changes.guided.answers import STEPS, begin_step
from sor.changes.guided.composing import compose, first_day
from sor.changes.guided.new_clinic import compose_clinic
from sor.changes.guided.practice import Practice, read_practice
from sor.register import Register
from sor.store.database import Database
from tests.endpoints.web.small_register import NOW, PRACTICE, PRACTICE_OWNER, PRACTICE_PROVIDER, small

BOOK = Path(__file__).with_suffix(".txt")
TODAY = 20261121
UNITS = {"owner": PRACTICE_OWNER, "clinic": PRACTICE, "unit": PRACTICE_PROVIDER}
WITH_NUMBER = "new below an owner with a number"
NEW = {"new": ("", False), "new below an owner": (PRACTICE_OWNER, False), WITH_NUMBER: (PRACTICE_OWNER, True)}


def read_cases() -> dict[str, list[str]]:
    """What is told in each case, and what it comes to, line by line."""
    parts = BOOK.read_text("utf-8").strip().split("\n\n")
    return {title: lines for title, *lines in (part.splitlines() for part in parts)}


def play(lines: list[str], register: Register) -> list[str]:
    """The case with what its telling comes to."""
    given = [line for line in lines if not line.startswith("→")]
    practice = read_practice(register.at(), PRACTICE_OWNER)
    assert practice is not None
    return [*given, *(f"→ {line}" for line in _tell(given, practice, register))]


def _tell(given: list[str], practice: Practice, register: Register) -> Iterator[str]:
    answers: dict[str, dict[str, str]] = {}
    for line in given:
        what, _, said = line.partition(": ")
        told: dict[str, Any] = json.loads(said)
        if what.startswith("of "):
            practice = _otherwise(practice, what.removeprefix("of "), told)
        elif what in NEW:
            owner, has_number = NEW[what]
            made = compose_clinic(told, owner, register.at().codes, has_number=has_number)
            yield from _written(changes=made.changes, mistakes=made.mistakes, hints=made.hints)
        else:
            step = what.removeprefix("only ")
            assert step in STEPS
            begun = begin_step(step, practice, TODAY, answers) if what == step else {}
            if not told:
                yield from _written(begins=[begun])
            answers[step] = begun | told
    if answers:
        found = compose(practice, answers, register.at().codes, TODAY, lambda _: None)
        yield from _written(**found._asdict())
        yield from _written(holds_from=[first_day(found, TODAY)])


def _otherwise(practice: Practice, unit: str, fields: dict[str, Any]) -> Practice:
    """The practice with fields of a unit otherwise, another unit beside it, or another place spoken of."""
    units: dict[str, Any] = {**practice.units}
    if unit == "place":
        return practice._replace(place=fields["code"])
    held = {**units.get(UNITS.get(unit, unit), {}), **fields}
    units[UNITS.get(unit, unit)] = {field: value for field, value in held.items() if value is not None}
    return practice._replace(units={key: one for key, one in units.items() if one.get("code")})


def _written(**found: list[Any]) -> Iterator[str]:
    for what, values in found.items():
        for value in values:
            yield f"{what.removesuffix('s')} {json.dumps(value, ensure_ascii=False)}"


def main() -> None:
    """Write the book anew."""
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/sor.db")
        small(database)
        register = Register(database, lambda: NOW)
        parts = [[title, *play(lines, register)] for title, lines in read_cases().items()]
        database.close()
    BOOK.write_text("\n\n".join("\n".join(part) for part in parts) + "\n", "utf-8")


if __name__ == "__main__":
    main()
