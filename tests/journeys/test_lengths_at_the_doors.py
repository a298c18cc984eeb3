"""Every text at its longest and one character longer, at each door: taken, or refused with both figures."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape

import pytest

from sor.core.claim import Claim, Piece
from sor.core.day import OPEN
from sor.core.finding import ERROR
from sor.formats.delivery import Delivery
from sor.formats.soap.sorus_tables import ENTITY
from sor.formats.text_gate import claims_through
from sor.formats.xml_tables.elements import ElementGroup, Form, Leaf, Part, Several, of_version
from sor.register import Register
from sor.rules.lengths import LENGTHS
from sor.rules.sentences import LANGUAGES, sentence
from sor.store import setup
from sor.store.database import Database
from tests.any_text import Path
from tests.changes.scene import TOMORROW
from tests.conftest import StandingClock
from tests.endpoints.rest.test_changes import Door, door
from tests.endpoints.sorus.messages import message, request
from tests.endpoints.sorus.test_door import Made
from tests.every_text import ELSEWHERE, EVERY_TEXT, filled
from tests.quick_part import few

__all__ = ["door"]

FREE = {"name", "note", "postal_address", "visiting_address", "activity_address", "virtual_address", "local_code",
        *(f"local_attribute_{n}" for n in range(1, 6))}  # fmt: skip
"""Texts of units that nothing but their length and letters keeps out."""

CHANGED = [case for case in EVERY_TEXT if case[0] != "place" and (case[0], *case[1]) not in ELSEWHERE]


def most_of(kind: str, path: Path) -> int:
    return LENGTHS[kind][path[0]][path[1] if len(path) > 1 else ""].most


def named(case: Any) -> str:
    return f"{case[0]} {'.'.join(case[1])}" if isinstance(case, tuple) else ""


def change(kind: str, path: Path, count: int) -> dict[str, Any]:
    """A change that states a text of so many characters."""
    values, day = filled(path, count), {"from": TOMORROW}
    if kind == "unit":
        return {"op": "edit", "unit": "@ward", "set": values} | day
    if kind == "shak":
        return {"op": "shak", "code": "1301", "set": values} | day
    return {"op": "edi" if path[0] == "messages" else "number", "location_number": "5790999000017", "set": values} | day


@pytest.mark.slow
@pytest.mark.parametrize("case", CHANGED, ids=named)
def test_rest(case: tuple[str, Path], door: Door) -> None:
    kind, path = case
    most = most_of(kind, path)
    longest, longer = (door.post("sds", change(kind, path, n), query="?dry_run=true").json() for n in (most, most + 1))
    assert not figures(longest["findings"], "en", most + 1)
    if kind == "unit" and path[0] in FREE:
        assert longest["accepted"], longest["findings"]
    assert not longer["accepted"]
    for language in LANGUAGES:
        assert figures(longer["findings"], language, most + 1, most) == [ERROR]


def figures(findings: list[dict[str, Any]], language: str, *wanted: int) -> list[str]:
    """The severities of the sentences that name these figures."""
    return [one["severity"] for one in findings if {str(n) for n in wanted} <= set(re.findall("[0-9]+", one[language]))]


BASE: Mapping[str, Any] = {
    "level": "OU", "name": "Afsnit", "type": "309904001", "location_state": "None", "reporting_level": "false",
    "patients_admitted": "false", "ambulant_activity": "true",
}  # fmt: skip


def texts_of_sorus(elements: tuple[Part, ...] = ENTITY, above: Path = ()) -> Iterator[Path]:
    """The paths of the texts that a request can hold."""
    for one in of_version(elements, 4):
        path = (*above, one.key) if not isinstance(one, ElementGroup) and one.key else above
        if one.is_output:
            continue
        yield from texts_of_sorus(one.inside, path)
        if isinstance(one, Leaf) and one.form in (Form.TEXT, Form.CODE) and path[0] != "number":
            yield path


def printed(elements: tuple[Part, ...], values: Mapping[str, Any]) -> str:
    """Elements that say these values."""
    return "".join(_printed(one, values) for one in of_version(elements, 4))


def _printed(one: Part, values: Mapping[str, Any]) -> str:
    inside = values if isinstance(one, ElementGroup) else values.get(one.key)
    if inside is None or one.is_output:
        return ""
    if isinstance(one, Several):
        text = "".join(printed((one.each,), {"": entry}) for entry in inside)
    else:
        text = escape(str(inside)) if isinstance(one, Leaf) else printed(one.inside, inside)
    return f"<{one.name}>{text}</{one.name}>" if text else ""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('sorus')}/sor.db?synchronous=off")
    setup.upgrade(database)
    register = Register(database, StandingClock())
    register.init("master", demo=True)
    found = Made(register)
    found.allow("region")
    return found


@pytest.mark.parametrize("path", few(list(texts_of_sorus()), every=8), ids=".".join)
def test_sorus(path: Path, made: Made) -> None:
    field = (f"local_attribute_{path[1]}",) if path[0] == "local_attributes" else path
    most = most_of("unit", field)
    answers = []
    for count in (most, most + 1):
        values = filled(field, count)
        if path[0] == "local_attributes":
            values = {"local_attributes": {path[1]: values[field[0]]}}
        entity = printed(ENTITY, BASE | {"parent": made.hospital} | values)
        body = request("CreateSorEntity", f"<FromDate>2026-12-24</FromDate><SorEntity>{entity}</SorEntity>", 4)
        answers.append(made.ask(message(body), version=4))
    longest, longer = (
        [text for text in (one.text or "" for one in answer.root.iter("{*}Text")) if str(most + 1) in text.split()]
        for answer in answers
    )
    assert longest == []
    assert len(longer) == 1, answers[1].body
    assert str(most) in longer[0].replace(".", "").split()
    assert answers[1].code > 1000


@pytest.mark.parametrize(
    "case", [case for case in EVERY_TEXT if case[0] in ("place", "shak", "location_number")], ids=named
)
def test_a_file_is_loaded_and_told(case: tuple[str, Path]) -> None:
    kind, path = case
    most = most_of(kind, path)
    for count in (most, most + 1):
        piece = Piece(20200101, OPEN, filled(path, count))
        delivery = Delivery("x", "x", [Claim(kind, "1", frozenset(piece.values), [piece])])
        assert len(list(claims_through(delivery))) == 1
        told = [sentence(one, "en") for one in delivery.findings]
        assert [str(most + 1) in one and str(most) in one for one in told] == [True] * (count - most)
