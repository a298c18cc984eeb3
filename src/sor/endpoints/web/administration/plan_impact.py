"""What a plan brings about as a file: one line for each thing, counts first. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from sor.core.shapes import Fields

COLUMNS = ("what", "kind", "key", "field", "from", "to", "before", "after")

PARTS: Mapping[str, Sequence[str]] = {
    "findings": ("=severity", "rule", "key", "field", "from", "to", "", "da"),
    "identifiers": ("identifier", "system", "value", "", "day", "", "from", "to"),
    "flows": ("messages", ":unit", "unit", ":location", "day", "", "before", "after"),
    "messages_lost": ("message lost", ":edi", "before", "message", "", "", "units", "after"),
    "crossing": ("crosses", "system", "value", "", "", "", "stays_with", "unit"),
    "scheduled": ("scheduled", "kind", "key", "field", "day", "", "value", "becomes"),
    "references": ("reference", "kind", "key", "field", "", "", "to", ""),
    "formats": ("format", "", "format", "", "", "", "", "subjects"),
    "consumers": ("consumer", "", "id", "name", "", "", "", "subjects"),
    "plans": ("other plan", "", "plan", "", "", "", "", "units"),
    "rights": ("right", "role", "place", "becomes", "", "", "", "units"),
}
"""The lists of a report: what a line is called (``=`` before a member that says it), then of which member each further
cell is; a text after a colon stands as it is.
"""


def impact_rows(report: Fields, touched: list[Fields]) -> Iterator[list[str]]:
    """The lines of a report and of the subjects whose answers change."""
    for name, count in dict_of(report.get("counts")).items():
        yield ["count", "", str(name), "", "", "", "", str(count)]
    for name, members in PARTS.items():
        for one in list_of(report.get(name)):
            called = one.get(members[0][1:]) if members[0].startswith("=") else members[0]
            yield _cells([called, *(_member(one, member) for member in members[1:])])
    changed = dict_of(report.get("changed"))
    for unit in texts_of(changed.get("units")):
        yield _cells(["changed since", "unit", unit, "", changed["since"], "", "", ""])
    yield from _since_last(dict_of(report.get("since_last")))
    for subject in touched:
        for one in list_of(subject.get("changes")):
            days = [one["from"], one.get("to")]
            told = ["value", subject["kind"], subject["key"], one["field"], *days, one.get("before"), one.get("after")]
            yield _cells(told)


def _since_last(since: Mapping[str, object]) -> Iterator[list[str]]:
    for what in ("findings", "touched"):
        for how, part in dict_of(since.get(what)).items():
            for one in list_of(dict_of(part).get("first")):
                told = [f"{how} since last check", one.get("kind"), one.get("key"), one.get("rule") or one.get("field")]
                yield _cells([*told, "", "", one.get("approved"), one.get("now") or one.get("da")])


def _member(one: Mapping[str, object], member: str) -> object:
    if member.startswith(":"):
        return member[1:]
    value = one.get(member) if member else ""
    return " ".join(map(str, value)) if isinstance(value, list) else value


def _cells(values: Sequence[object]) -> list[str]:
    """Cells that no spreadsheet takes for a formula."""
    texts = ["" if value is None else str(value) for value in values]
    return [f"'{text}" if text[:1] in ("=", "+", "-", "@") else text for text in texts]


def dict_of(value: object) -> dict[str, object]:
    """A value that has members; of any other none."""
    return value if isinstance(value, dict) else {}


def list_of(value: object) -> list[dict[str, object]]:
    """The members of a list that have members themselves."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def texts_of(value: object) -> list[object]:
    """The things that a value lists; none of what is no list."""
    return list(value) if isinstance(value, list) else []
