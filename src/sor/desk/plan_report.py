"""What a plan brings about, counts first: the report of a check, by which it is approved, and in what a plan that is
about to be committed differs from what was approved. Pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

import msgspec

from sor.changes.outcome import Consequences, Outcome, Touched
from sor.core.canonical import encode
from sor.core.shapes import Fields, Value
from sor.desk.plan_sides import AskedParts, Part
from sor.desk.sending import show_finding
from sor.formats.published.exports import FORMATS
from sor.formats.published.left_out import NO_COLUMN

SHOWN = 100
"""How many of a kind a difference names; it counts all."""

EVERY_KIND = frozenset({"unit", "location_number", "edi", "shak", "succession", "place"})
OF_FORMAT = {
    "shak": frozenset({"shak"}), "shakdelta": frozenset({"shak"}), "shaktil": frozenset({"unit", "shak"}),
    "shakregion": frozenset({"unit", "shak"}), "edityper": frozenset({"location_number", "edi"}),
    "datatypes": frozenset({"code"}), "municipality": frozenset({"unit", "location_number", "edi"}),
    "regiondump": frozenset({"unit"}),
}  # fmt: skip
"""The kinds of subject that a format tells of, where it tells of some only."""

OPEN_FIELD, LOCATION, OWNER = "open", "location", "owner"


class Flow(msgspec.Struct, frozen=True):
    """Messages to a unit that reach another location number from a day on; None = nowhere."""

    unit: str
    name: str | None
    before: str | None
    after: str | None
    day: str


class FormatSeeing(msgspec.Struct, frozen=True):
    """A file format in which something is otherwise. subjects: whose rows or elements differ."""

    format: str
    subjects: int


class Checked(msgspec.Struct, frozen=True):
    """What a check found. mark: tells these findings and consequences apart from all others."""

    accepted: bool
    counts: dict[str, int]
    findings: list[Fields]
    identifiers: list[Fields]
    flows: list[Flow]
    scheduled: list[Fields]
    references: list[dict[str, str]]
    consumers: list[Fields]
    formats: list[FormatSeeing]
    touched: list[Fields]
    mark: str


def make_checked(outcome: Outcome, changes: int) -> Checked:
    """The report of an outcome that was tried. changes: how many the plan has."""
    told = outcome.consequences or Consequences()
    flows = [flow for one in told.touched for flow in _flows(one)]
    units = [one for one in told.touched if one.kind == "unit"]
    severities = [finding.severity for finding in outcome.findings]
    counts = {
        "changes": changes,
        "touched": len(told.touched),
        "units": len(units),
        "inherited": sum(not one.stated for one in units),
        "identifiers": len(told.moved_identifiers),
        "flows": len(flows),
        "flows_lost": sum(flow.after is None for flow in flows),
        "scheduled": len(told.scheduled),
        "references": len(told.references),
        "errors": severities.count("error"),
        "warnings": severities.count("warning"),
        "notes": severities.count("note"),
    }
    return Checked(
        outcome.accepted, counts, _findings(outcome), told.moved_identifiers, flows, told.scheduled, told.references,
        told.consumers, formats_seeing(told.touched), [_build_fields(one) for one in told.touched], mark_of(outcome),
    )  # fmt: skip


def formats_seeing(touched: Sequence[Touched]) -> list[FormatSeeing]:
    """The formats that hold something of what changes, the one that sees most first."""
    found: list[FormatSeeing] = []
    for name, made in FORMATS.items():
        lost = made.loses() if made.loses is not None else None
        count = sum(1 for one in touched if _sees(name, lost, one))
        if count:
            found.append(FormatSeeing(name, count))
    return sorted(found, key=lambda one: (-one.subjects, one.format))


def _sees(name: str, lost: Mapping[str, str] | None, one: Touched) -> bool:
    """Whether a format holds one of the fields that change; one of which no losses are told holds all that is told of
    its kinds.
    """
    if lost is None:
        return one.kind in OF_FORMAT.get(name, EVERY_KIND)
    if one.kind != "unit" and one.kind in lost:
        return False
    if one.kind == "unit" and "unit" in lost:
        return False
    prefix = "" if one.kind == "unit" else f"{one.kind}."
    return any(lost.get(f"{prefix}{change.field}") != NO_COLUMN for change in one.changes)


def mark_of(outcome: Outcome) -> str:
    """What tells findings and consequences apart; who takes the data counts for nothing."""
    told = msgspec.to_builtins(outcome.consequences or Consequences())
    told.pop("consumers")
    found = [msgspec.to_builtins(finding) for finding in outcome.findings]
    return sha256(encode([found, told])).hexdigest()


def difference(findings: Sequence[Fields], touched: Sequence[Fields], now: Outcome) -> Fields:
    """In what a plan would differ now from what a report told."""
    was, will = _by_text(findings), _by_text(_findings(now))
    before = {_subject(one): one for one in touched}
    after = {_subject(one): one for one in map(_build_fields, (now.consequences or Consequences()).touched)}
    return {
        "findings": {
            "new": _first([one for text, one in will.items() if text not in was]),
            "gone": _first([one for text, one in was.items() if text not in will]),
        },
        "touched": {
            "new": _first([one for key, one in after.items() if key not in before]),
            "gone": _first([one for key, one in before.items() if key not in after]),
            "otherwise": _first(
                [
                    {"kind": key[0], "key": key[1], "approved": before[key]["changes"], "now": after[key]["changes"]}
                    for key in after
                    if key in before and after[key] != before[key]
                ]
            ),
        },
    }


def moved_between(asked: AskedParts) -> dict[str, tuple[Part, Part]]:
    """The units that stand elsewhere by the plan: each with its place without the plan and with it."""
    found: dict[str, list[Part]] = {}
    for part in asked.parts:
        if part.op == "move":
            found.setdefault(part.key, []).append(part)
    return {key: (parts[0], parts[-1]) for key, parts in found.items() if len(parts) > 1}


def _first(found: list[Fields]) -> Fields:
    return {"count": len(found), "first": found[:SHOWN]}


def _by_text(findings: Iterable[Fields]) -> dict[str, Fields]:
    return {encode(one).decode(): one for one in findings}


def _subject(one: Mapping[str, Value]) -> tuple[str, str]:
    return str(one["kind"]), str(one["key"])


def _findings(outcome: Outcome) -> list[Fields]:
    return [dict(show_finding(finding)) for finding in outcome.findings]


def _build_fields(one: Touched) -> Fields:
    found: Fields = msgspec.to_builtins(one)
    return found


def _flows(one: Touched) -> Iterable[Flow]:
    """Messages that reach another number: the unit shows another one, its own or an inherited one."""
    if one.kind != "unit":
        return
    for change in one.changes:
        had, has = _number(change.before), _number(change.after)
        if change.field == LOCATION and had is not None and had != has:
            yield Flow(one.key, one.name, had, has, change.from_day)


def _number(location: Value) -> str | None:
    number = location.get("number") if isinstance(location, dict) else None
    return number if isinstance(number, str) else None
