"""The answer to a submission as tables for people: findings, new codes, and every consequence."""

from collections.abc import Callable, Iterator

from rich.markup import escape
from rich.table import Table

from sor.cli.output import table
from sor.core.canonical import encode
from sor.core.shapes import Fields, Value, listed, parts_of
from sor.desk.sending import OutcomeAnswer

HEADS = {
    "da": {
        "findings": ("Fund", "Alvor", "Regel", "Emne", "Hvad"),
        "units": ("Nye enheder", "Navn i sættet", "SOR-kode"),
        "touched": ("Ændrede svar", "Emne", "Navn", "Felt", "Fra", "Til", "Før", "Efter", "Nedarvet fra"),
        "moved_identifiers": ("Numre, der skifter enhed", "System", "Nummer", "Fra", "Til", "Dag"),
        "scheduled": ("Berørte planlagte ændringer", "Emne", "Felt", "Dag", "Post", "Bliver"),
        "references": ("Nævner stadig en enhed, der ophører", "Emne", "Felt", "Enhed"),
        "consumers": ("Hvem ser det", "System", "Emner"),
    },
    "en": {
        "findings": ("Findings", "Severity", "Rule", "Subject", "What"),
        "units": ("New units", "Name in the set", "SOR code"),
        "touched": (
            "Answers that change", "Subject", "Name", "Field", "From", "To", "Before", "After", "Inherited from",
        ),
        "moved_identifiers": ("Identifiers that change holder", "System", "Number", "From", "To", "Day"),
        "scheduled": ("Scheduled changes touched", "Subject", "Field", "Day", "Entry", "Becomes"),
        "references": ("Still naming a unit that ends", "Subject", "Field", "Unit"),
        "consumers": ("Who will see it", "System", "Subjects"),
    },
}  # fmt: skip

SEVERITIES = {
    "da": {"error": "fejl", "warning": "advarsel", "note": "bemærkning"},
    "en": {"error": "error", "warning": "warning", "note": "note"},
}

MOST_SHOWN = 200
"""Rows of one table; a cut is told, and --json has them all."""

CUT = {"da": "… og {more} til; --json viser alle", "en": "… and {more} more; --json shows all"}

WHOSE = frozenset({"inherited", "source", "taken_from"})
"""Parts of an address that say whose it is; a column of its own does."""

Rows = Callable[[OutcomeAnswer, str], Iterator[tuple[Value, ...]]]


def tables(answer: OutcomeAnswer, lang: str) -> Iterator[Table]:
    """The parts of an answer that hold something, each as a table with a title."""
    for part, rows_of in PARTS.items():
        rows = list(rows_of(answer, lang))
        if not rows:
            continue
        title, *columns = HEADS[lang][part]
        shown = table(*columns)
        shown.title, shown.title_justify, shown.title_style = title, "left", "bold"
        for row in rows[:MOST_SHOWN]:
            shown.add_row(*(escape(_text(cell)) for cell in row))
        if len(rows) > MOST_SHOWN:
            shown.caption = CUT[lang].format(more=len(rows) - MOST_SHOWN)
        yield shown


def _findings(answer: OutcomeAnswer, lang: str) -> Iterator[tuple[Value, ...]]:
    for found in answer["findings"]:
        yield SEVERITIES[lang][found["severity"]], found["rule"], found["key"], found["da" if lang == "da" else "en"]


def _units(answer: OutcomeAnswer, _: str) -> Iterator[tuple[Value, ...]]:
    yield from answer["units"].items()


def _touched(answer: OutcomeAnswer, _: str) -> Iterator[tuple[Value, ...]]:
    for subject in _part(answer, "touched"):
        for change in listed(subject["changes"]):
            yield (
                subject["key"], subject["name"], change["field"], change["from"], change.get("to"),
                change.get("before"), change.get("after"), change.get("source"),
            )  # fmt: skip


def _moved(answer: OutcomeAnswer, _: str) -> Iterator[tuple[Value, ...]]:
    for one in _part(answer, "moved_identifiers"):
        yield tuple(one.get(name) for name in ("system", "value", "from", "to", "day"))


def _scheduled(answer: OutcomeAnswer, _: str) -> Iterator[tuple[Value, ...]]:
    for one in _part(answer, "scheduled"):
        yield tuple(one.get(name) for name in ("key", "field", "day", "entry", "becomes"))


def _references(answer: OutcomeAnswer, _: str) -> Iterator[tuple[Value, ...]]:
    for one in _part(answer, "references"):
        yield tuple(one.get(name) for name in ("key", "field", "to"))


def _consumers(answer: OutcomeAnswer, _: str) -> Iterator[tuple[Value, ...]]:
    for one in _part(answer, "consumers"):
        yield one["name"], one["subjects"]


def _part(answer: OutcomeAnswer, name: str) -> list[Fields]:
    return listed(parts_of(answer.get("consequences")).get(name))


def _text(cell: Value) -> str:
    """A cell as text: an address by its parts, a list by its members."""
    if cell is None:
        return ""
    if isinstance(cell, dict):
        parts = {name: value for name, value in cell.items() if value is not None and name not in WHOSE}
        return ", ".join(f"{name} {_text(value)}" for name, value in parts.items())
    if isinstance(cell, list):
        return ", ".join(map(_text, cell))
    return cell if isinstance(cell, str) else encode(cell).decode()


PARTS: dict[str, Rows] = {
    "findings": _findings,
    "units": _units,
    "touched": _touched,
    "moved_identifiers": _moved,
    "scheduled": _scheduled,
    "references": _references,
    "consumers": _consumers,
}
