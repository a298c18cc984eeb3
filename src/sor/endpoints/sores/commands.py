"""The answers to SORES' commands, from a snapshot of the warm copy."""

from collections.abc import Mapping

from sor.core.identifiers import provider_key
from sor.core.shapes import Fields, UnitValues, Value, text_in
from sor.core.text import show_body
from sor.endpoints.sores.question import Question
from sor.formats.sores import ENTITIES, IDS, NOT_FOUND, brief, entity
from sor.reading.snapshot import Snapshot
from sor.search.text import plain
from sor.store.database import Connection
from sor.store.descendants import descendants_at
from sor.store.warm_copy import keys_named

SYSTEMS = {"MapShakToSor": "shak", "MapCvrToSor": "cvr", "MapProviderToSor": "provider_key"}
"""The identifier system that each mapping looks into."""

LONG = frozenset({"SearchAllChildren", "entityNameLookup"})
"""Commands that may take milliseconds, so they go to a thread."""

FEW = 20
"""More units than this are rendered in a thread too."""


def answer_to(question: Question, snapshot: Snapshot, connection: Connection, version: str, most: int) -> Fields:
    """What a command gives. most: units that entityNameLookup may return."""
    if question.command == "GetSorEntity":
        return _entities(question, snapshot, version)
    if question.command == "SearchAllChildren":
        return _children(question, snapshot, connection, version)
    if question.command == "entityNameLookup":
        return _name_units(question, snapshot, connection, version, min(question.most or most, most))
    return _map_codes(question, snapshot)


def full_entity(snapshot: Snapshot, code: str, version: str) -> Fields | None:
    """A unit that is open on the day, in full; None when it is not."""
    unit = snapshot.unit(code)
    if unit is None or not unit["open"]:
        return None
    return entity(_with_level_name(unit, snapshot, version), version)


def _entities(question: Question, snapshot: Snapshot, version: str) -> Fields:
    found = [(code, full_entity(snapshot, code, version)) for code in question.keys]
    return {
        ENTITIES: [unit for _, unit in found if unit is not None],
        NOT_FOUND: [code for code, unit in found if unit is None],
    }


def _children(question: Question, snapshot: Snapshot, connection: Connection, version: str) -> Fields:
    tops = snapshot.summaries(question.keys)
    owners: dict[str | None, str | None] = {}
    found = []
    for row in descendants_at(connection, list(tops), snapshot.at):
        own: UnitValues = show_body(row.body)
        unit: Fields = {
            "code": row.key,
            "level": row.level,
            "name": own.get("name"),
            "type": row.type,
            "parent": row.parent,
        }
        unit["organisational_level"] = own.get("organisational_level")
        if version != "v1":
            if row.parent not in owners:
                owners[row.parent] = _owner(snapshot, row.parent or row.key)
            unit["owner"] = owners[row.parent]
        found.append(brief(_with_level_name(unit, snapshot, version), version))
    return {ENTITIES: found, NOT_FOUND: [code for code in question.keys if code not in tops]}


def _map_codes(question: Question, snapshot: Snapshot) -> Fields:
    asked = "".join(question.keys[0].split()).upper()
    system = SYSTEMS[question.command]
    codes = snapshot.holders(system, provider_key(asked) if system == "provider_key" else asked)
    return {IDS: codes, NOT_FOUND: [] if codes else list(question.keys)}


def _name_units(question: Question, snapshot: Snapshot, connection: Connection, version: str, most: int) -> Fields:
    asked = plain(question.keys[0])
    found: list[Fields] = []
    for code in keys_named(connection, asked) if asked else ():
        summary = snapshot.summary(code)
        if summary is None or asked not in plain(summary.get("name") or ""):
            continue  # it bore the name on other days
        unit: Fields = {**summary} if version == "v1" else {**summary, "owner": _owner(snapshot, code)}
        found.append(brief(_with_level_name(unit, snapshot, version), version))
        if len(found) == most:
            break
    return {ENTITIES: found, NOT_FOUND: [] if found else list(question.keys)}


def _owner(snapshot: Snapshot, code: str) -> str | None:
    unit = snapshot.unit(code)
    return unit.get("owner") if unit else None


def _with_level_name(unit: Mapping[str, Value], snapshot: Snapshot, version: str) -> Fields:
    if version != "v3":
        return {**unit}
    level = text_in(unit, "organisational_level")
    name = snapshot.codes.name("organisational_level", level, snapshot.at.valid)
    return {**unit, "organisational_level_name": name}
