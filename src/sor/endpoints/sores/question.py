"""What a command asks: read from its JSON and checked; whatever is wrong is told, all of it at once."""

from typing import NamedTuple

from sor.core.day import OPEN, NotADay, parse_day
from sor.core.instant import parse_instant
from sor.core.outside_json import NotJson, read_json
from sor.core.shapes import Fields, Value
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.text_gate import passed_body
from sor.formats.sores import BY_NAME, COMMANDS, DATE, MOST, NAME, OPTIONAL

MOST_ASKED = 500
"""SOR codes in one command."""

LONGEST = 200
"""Characters of a code or name; longer ones are mistakes."""

EXAMPLE = '{"Command": "GetSorEntity", "SorIds": ["698481000016007"]}'


class Question(NamedTuple):
    """A command that can be answered. day: None for today. most: None for as many as the settings allow."""

    command: str
    keys: tuple[str, ...]
    day: int | None = None
    most: int | None = None


def read_question(body: bytes) -> Question:
    """The command in a request's body. Raises Problem."""
    try:
        found = read_json(body)
    except NotJson:
        raise _unreadable() from None
    found = passed_body(found)
    if not isinstance(found, dict):
        raise _unreadable()
    name, given = _name_command(found)
    command = BY_NAME.get(name) if isinstance(name, str) else None
    if command is None:
        raise _no_command(name)
    takes = (command.needs, *OPTIONAL[command.name])
    wrong = [_unknown(field, command.name, takes) for field in given if field not in takes]
    keys = _keys(given.get(command.needs), command.needs, wrong)
    day = _day(given.get(DATE), wrong)
    most = _most(given.get(MOST), wrong)
    if wrong:
        raise Problem("bad-parameter", *wrong)
    return Question(command.name, keys, day, most)


def _name_command(found: Fields) -> tuple[Value, Fields]:
    """The command's name and its parameters: flat with ``Command``, or as one member that bears its name."""
    if NAME in found:
        return found[NAME], {field: value for field, value in found.items() if field != NAME}
    if len(found) == 1:
        name, inside = next(iter(found.items()))
        if isinstance(inside, dict):
            return name, inside
    return None, {}


def _keys(given: Value, name: str, wrong: list[Sentence]) -> tuple[str, ...]:
    several = name == "SorIds"
    listed = given if several and isinstance(given, list) else [given]
    keys = tuple(dict.fromkeys(str(one).strip() for one in listed if _is_text(one)))
    if several and not isinstance(given, list):
        wrong.append(Sentence(
            name, f"{name} mangler. Skriv en liste af SOR-koder.", f"{name} is missing. Write a list of SOR codes."
        ))  # fmt: skip
    elif len(listed) > MOST_ASKED:
        wrong.append(Sentence(
            name, f"{name} har {len(listed)} koder; én kommando tager højst {MOST_ASKED}. Del dem.",
            f"{name} has {len(listed)} codes; one command takes at most {MOST_ASKED}. Split them.",
        ))  # fmt: skip
    elif not keys or not all(map(_is_text, listed)):
        wrong.append(Sentence(
            name, f"{name} kan ikke bruges. Skriv {'koder' if several else 'én kode eller ét navn'} som tekst.",
            f"{name} cannot be used. Write {'codes' if several else 'one code or name'} as text.",
        ))  # fmt: skip
    return keys


def _is_text(one: Value) -> bool:
    """A code may also come as a whole number, as the documents call it."""
    if isinstance(one, bool) or not isinstance(one, str | int):
        return False
    return 0 < len(str(one).strip()) <= LONGEST


def _day(given: Value, wrong: list[Sentence]) -> int | None:
    if given is None:
        return None
    try:
        day = _written_day(given)
    except ValueError:
        day = OPEN
    if day >= OPEN:
        wrong.append(Sentence(
            DATE, f"{DATE} er ingen dato. Skriv den som år-måned-dag, fx 2026-07-01.",
            f"{DATE} is no date. Write it as year-month-day, for example 2026-07-01.",
        ))  # fmt: skip
        return None
    return day


def _written_day(given: Value) -> int:
    """The day of a date, or of a time as it is written. Raises ValueError for anything else."""
    if not isinstance(given, str):
        raise NotADay(given)
    if len(given) > len("2026-07-01"):
        parse_instant(given)
    return parse_day(given[: len("2026-07-01")])


def _most(given: Value, wrong: list[Sentence]) -> int | None:
    if given is None or (isinstance(given, int) and not isinstance(given, bool) and given >= 1):
        return given
    wrong.append(Sentence(
        MOST, f"{MOST} kan ikke bruges. Skriv et helt tal fra 1.",
        f"{MOST} cannot be used. Write a whole number from 1.",
    ))  # fmt: skip
    return None


def _unknown(field: str, command: str, takes: tuple[str, ...]) -> Sentence:
    listed = ", ".join(takes)
    return Sentence(
        field, f"{field} kendes ikke: {command} tager {listed}.", f"{field} is not known: {command} takes {listed}."
    )


def _no_command(name: Value) -> Problem:
    listed = ", ".join(command.name for command in COMMANDS)
    said = f" {name}" if isinstance(name, str) else ""
    return Problem("bad-parameter", Sentence(
        NAME, f"Der er ingen kommando{said}. Skriv en af: {listed}.",
        f"There is no command{said}. Write one of: {listed}.",
    ))  # fmt: skip


def _unreadable() -> Problem:
    return Problem("bad-request", Sentence(
        "", f"Kommandoen kan ikke læses. Send JSON som {EXAMPLE}.",
        f"The command cannot be read. Send JSON such as {EXAMPLE}.",
    ))  # fmt: skip
