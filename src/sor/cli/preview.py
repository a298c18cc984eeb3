"""The answer to a submission as tables for people: findings, new codes, and every consequence."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from rich.markup import escape
from rich.table import Table

from sor.cli.changes_told import path_in_words
from sor.cli.output import table
from sor.core.canonical import encode
from sor.core.shapes import Fields, Value, list_items, parts_of
from sor.desk.sending import OutcomeAnswer
from sor.endpoints.web.kit.labels import LABELS, label

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

BECOMES = {
    "da": {"withdrawn": "trækkes tilbage", "without effect": "uden virkning", "stands": "står ved magt"},
    "en": {},
}
"""What becomes of a scheduled change, where the answer's own word is not the language's."""

SYSTEMS = {
    "da": {
        "SORLS, SORES, REST, event stream": "SORLS, SORES, REST, hændelsesstrømmen",
        "SHAK files and SHAK maps": "SHAK-filer og SHAK-oversættelser",
    },
    "en": {},
}
"""Who will see it, where the answer's own name is not the language's."""

MORE = {"da": "{count:,} til", "en": "{count:,} more"}
"""Units that inherit a change that was told of another."""

MOST_NAMED = 6
"""Of those so many are named; --json has them all."""

REGISTERED = "status"
"""The field that says on which day the others were registered; it comes and goes with them."""

YES_NO = {"da": ("nej", "ja"), "en": ("no", "yes")}
UNIT, CODES = "unit", ("parent", "replaces", "replaced_by", "owner")
"""The kind that most fields are of, and the fields that name units."""


NameCode = Callable[[str, str], str | None]
"""Gives the name of a code that stands at a path; None where there is none."""


def name_no_code(_path: str, _code: str) -> None:
    """No code has a name."""


class Telling(NamedTuple):
    """How cells are told. names: of units, by their SOR codes. name_code: gives those of codes of lists."""

    lang: str
    names: Mapping[str, str]
    name_code: NameCode

    def unit(self, code: Value) -> str:
        """A unit by its code and name."""
        name = self.names.get(code) if isinstance(code, str) else None
        return f"{code} {name}" if name else text_of(code, self.lang)

    def name_codes(self, path: str, value: Value) -> Value:
        """A value with the names of the codes that it is or holds beside them."""
        if isinstance(value, dict):
            return {part: self.name_codes(f"{path}.{part}", one) for part, one in value.items()}
        if isinstance(value, list):
            return [self.name_codes(path, one) for one in value]
        name = self.name_code(path, value) if isinstance(value, str) else None
        return f"{value} {name}" if name else value


Rows = Callable[[OutcomeAnswer, Telling], Iterator[tuple[Value, ...]]]


def named_units(answer: OutcomeAnswer) -> set[str]:
    """The SOR codes that stand in the tables of an answer beside no name."""
    found: set[Value] = set()
    for subject in _part(answer, "touched"):
        for change in list_items(subject["changes"]):
            found.add(change.get("source"))
            if change["field"] in CODES:
                for side in (change.get("before"), change.get("after")):
                    found |= {*side} if isinstance(side, list) else {side}
    for part, ends in (("moved_identifiers", ("from", "to")), ("references", ("key", "to"))):
        found |= {one.get(end) for one in _part(answer, part) for end in ends}
    return {code for code in found if isinstance(code, str)}


def tables(
    answer: OutcomeAnswer, lang: str, names: Mapping[str, str] | None = None, name_code: NameCode = name_no_code
) -> Iterator[Table]:
    """The parts of an answer that hold something, each as a table with a title. names: of ``named_units``."""
    telling = Telling(lang, names or {}, name_code)
    for part, rows_of in PARTS.items():
        rows = list(rows_of(answer, telling))
        if not rows:
            continue
        title, *columns = HEADS[lang][part]
        shown = table(*columns)
        shown.title, shown.title_justify, shown.title_style = title, "left", "bold"
        for row in rows[:MOST_SHOWN]:
            shown.add_row(*(escape(text_of(cell, lang)) for cell in row))
        if len(rows) > MOST_SHOWN:
            shown.caption = CUT[lang].format(more=len(rows) - MOST_SHOWN)
        yield shown


def _findings(answer: OutcomeAnswer, telling: Telling) -> Iterator[tuple[Value, ...]]:
    for found in answer["findings"]:
        said = found["da" if telling.lang == "da" else "en"]
        yield SEVERITIES[telling.lang][found["severity"]], found["rule"], found["key"], said


def _units(answer: OutcomeAnswer, _: Telling) -> Iterator[tuple[Value, ...]]:
    yield from answer["units"].items()


def _list_touched(answer: OutcomeAnswer, telling: Telling) -> Iterator[tuple[Value, ...]]:
    """Each change of an answer; the same one of units that inherit it from one place is told once, and who they are."""
    echoes: dict[bytes, tuple[list[str], tuple[Value, ...]]] = {}
    for subject in _part(answer, "touched"):
        for change in list_items(subject["changes"]):
            field, source = str(change["field"]), change.get("source")
            row = (
                path_in_words(UNIT, field, telling.lang), change["from"], change.get("to"),
                *_sides(field, change, telling), "" if source is None else telling.unit(source),
            )  # fmt: skip
            same = encode([*row])
            if source is None or same not in echoes:
                yield subject["key"], subject["name"], *row
                echoes[same] = ([], row)
            else:
                echoes[same][0].append(str(subject["name"] or subject["key"]))
    for names, (field_name, first, last, _, _, whose) in echoes.values():
        if names:
            named = ", ".join(names[:MOST_NAMED]) + (", …" if len(names) > MOST_NAMED else "")
            yield MORE[telling.lang].format(count=len(names)), named, field_name, first, last, "", "", whose


def _sides(field: str, change: Fields, telling: Telling) -> tuple[str, str]:
    """What a field was and will be; of a value of parts only those that differ."""
    before, after = change.get("before"), change.get("after")
    if isinstance(before, dict) and isinstance(after, dict):
        parts = [part for part in {**before, **after} if part not in WHOSE and before.get(part) != after.get(part)]
        before, after = ({part: side.get(part) for part in parts} for side in (before, after))
    if field in CODES:
        return _units_of(before, telling), _units_of(after, telling)
    if field == "level":
        before, after = (
            None if side is None else label(f"level.{side}.long", telling.lang) for side in (before, after)
        )
    return (
        text_of(telling.name_codes(field, before), telling.lang),
        text_of(telling.name_codes(field, after), telling.lang),
    )


def _units_of(value: Value, telling: Telling) -> str:
    return ", ".join(telling.unit(code) for code in (value if isinstance(value, list) else [value]))


def _list_moved(answer: OutcomeAnswer, telling: Telling) -> Iterator[tuple[Value, ...]]:
    for one in _part(answer, "moved_identifiers"):
        system = path_in_words(UNIT, str(one.get("system")), telling.lang)
        yield system, one.get("value"), telling.unit(one.get("from")), telling.unit(one.get("to")), one.get("day")


def _list_scheduled(answer: OutcomeAnswer, telling: Telling) -> Iterator[tuple[Value, ...]]:
    for one in _part(answer, "scheduled"):
        if one["field"] == REGISTERED:
            continue
        field, becomes = path_in_words(UNIT, str(one["field"]), telling.lang), str(one["becomes"])
        yield one["key"], field, one["day"], one["entry"], BECOMES[telling.lang].get(becomes, becomes)


def _references(answer: OutcomeAnswer, telling: Telling) -> Iterator[tuple[Value, ...]]:
    for one in _part(answer, "references"):
        field = path_in_words(UNIT, str(one.get("field")), telling.lang)
        yield telling.unit(one.get("key")), field, telling.unit(one.get("to"))


def _consumers(answer: OutcomeAnswer, telling: Telling) -> Iterator[tuple[Value, ...]]:
    for one in _part(answer, "consumers"):
        yield SYSTEMS[telling.lang].get(str(one["name"]), one["name"]), one["subjects"]


def _part(answer: OutcomeAnswer, name: str) -> list[Fields]:
    return list_items(parts_of(answer.get("consequences")).get(name))


def text_of(cell: Value, lang: str) -> str:
    """A cell as text: a value of parts by their names in words, a list by its members."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return YES_NO[lang][cell]
    if isinstance(cell, dict):
        parts = {name: value for name, value in cell.items() if value is not None and name not in WHOSE}
        return ", ".join(f"{_part_name(name, lang)} {text_of(value, lang)}" for name, value in parts.items())
    if isinstance(cell, list):
        return ", ".join(text_of(one, lang) for one in cell)
    return cell if isinstance(cell, str) else encode(cell).decode()


def _part_name(part: str, lang: str) -> str:
    """What a part of a value is called, as within a sentence."""
    key = f"part.{part}"
    word = label(key, lang) if key in LABELS else part.replace("_", " ")
    return word if word[:2].isupper() or word[1:2] == "-" else word[0].lower() + word[1:]


PARTS: dict[str, Rows] = {
    "findings": _findings,
    "units": _units,
    "touched": _list_touched,
    "moved_identifiers": _list_moved,
    "scheduled": _list_scheduled,
    "references": _references,
    "consumers": _consumers,
}
