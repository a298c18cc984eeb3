"""A file that was exported, loaded into an empty register, and how the two registers differ."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sor.core.as_of import AsOf
from sor.core.canonical import encode
from sor.formats.published.selected import answer_of
from sor.formats.recognise import read_file
from sor.jobs import selection
from sor.jobs.exporting import ExportRequest, export
from sor.jobs.importing import ImportOptions, Report, code_names, import_file
from sor.register import Register

WHOSE = frozenset({"inherited", "source", "taken_from"})


def exported(register: Register, path: Path, format: str, **asked: Any) -> Path:
    export(register, ExportRequest(format, file=path.name, **asked), path)
    return path


def loaded(register: Register, path: Path, snapshot: int) -> Report:
    lookups = code_names(register, register.serial())
    return import_file(register, path, lambda p: read_file(p, lookups=lookups, snapshot=snapshot), ImportOptions())


def answers(register: Register, day: int) -> dict[str, dict[str, Any]]:
    """What every unit of a day shows, part by part, whoever it is from."""
    at = AsOf(day, register.serial())
    found = selection.full(register, at, register.clock())
    return {row.code: dict(_parts(answer_of(row, found.codes))) for row in found.units()}


def _parts(answer: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in answer.items():
        if name == "local_attributes":
            yield from ((f"local_attribute_{n}", one) for n, one in value.items())
        elif isinstance(value, dict):
            yield from ((f"{name}.{p}", one) for p, one in value.items() if p not in WHOSE and one is not None)
        elif value not in (None, [], "") and name != "serial":
            yield name, value


def differing(one: dict[str, dict[str, Any]], other: dict[str, dict[str, Any]]) -> set[str]:
    """The members in which units that are in both differ."""
    return {
        name
        for code in one.keys() & other.keys()
        for name in one[code].keys() | other[code].keys()
        if one[code].get(name) != other[code].get(name)
    }


def versions(register: Register, kind: str) -> dict[tuple[str, int, int], bytes]:
    """Every version of every subject of a kind."""
    found = selection.history(register, register.serial(), register.clock())
    return {(row.key, row.from_day, row.to_day): encode(row.values) for row in found.subjects(kind)}
