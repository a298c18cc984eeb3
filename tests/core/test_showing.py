"""What a unit shows of others: the table is held against the answers themselves, field by field and chain by chain."""

from itertools import product
from typing import Any

import pytest

from sor.core.canonical import encode
from sor.core.code_book import CodeBook
from sor.core.day import OPEN
from sor.core.showing import (
    PASSED_ON,
    PLACED_BY,
    SHOWN_BELOW,
    codes_named,
    find_passed_on,
    list_named_subjects,
    passes,
    shows,
)
from sor.core.subject import ADDRESS_KINDS, UNIT_FIELDS
from sor.core.unit import unit_answer

NO_CODES = CodeBook(())
LOCATIONS: list[dict[str, Any]] = [
    {},
    {"location": {"state": "None"}},
    {"location": {"state": "Inherited"}},
    {"location": {"state": "Own", "number": "5790000000005"}},
]
OWN: list[dict[str, Any]] = [
    *LOCATIONS,
    {"postal_address": {"street": "Nygade"}},
    {"virtual_address": {"phone": "1"}},
    {"visiting_address": {"street": "Klitvej"}},
    {"cvr": "10150817", "level": "HI", "parent": "top"},
]
STATED: dict[str, tuple[Any, Any]] = {
    "level": ("IO", "HI"),
    "location": ({"state": "Own", "number": "5790000000012"}, {"state": "Own", "number": "5790000000029"}),
    "specialities": ([{"code": "1", "main": True}], [{"code": "2", "main": True}]),
    "status": ({"updated": "2026-01-01"}, {"updated": "2026-01-02"}),
    **{kind: ({"street": "Østergade"}, {"street": "Vestergade"}) for kind in ADDRESS_KINDS},
    "virtual_address": ({"phone": "2"}, {"phone": "3"}),
}
"""Two values of a field of the unit at the top; of the others two texts."""


def answer(*chain: dict[str, Any], codes: CodeBook = NO_CODES) -> dict[str, Any]:
    keyed = list(zip(("unit", "middle", "top"), chain, strict=False))
    owner = keyed[-1][0] if keyed[-1][1].get("level") == "IO" else None
    return unit_answer(
        "unit", keyed, period=(0, OPEN), first_from=0, open_on_day=True, day=20260101, serial=1, number=None,
        replaces=(), replaced_by=(), codes=codes, owner=owner, registered=None,
    )  # fmt: skip


@pytest.mark.parametrize("field", sorted(UNIT_FIELDS - PLACED_BY))
def test_a_field_of_a_unit_above_is_shown_just_where_the_table_says(field: str) -> None:
    before, after = STATED.get(field, ("one", "other"))
    for unit, middle in product(OWN, OWN):
        is_shown = answer(unit, middle, {field: before}) != answer(unit, middle, {field: after})
        told = any(passes(middle, name) and shows(unit, name) for name in find_passed_on({field}))
        assert is_shown == told, (unit, middle)


def test_where_a_unit_stands_decides_about_all_that_is_passed_on() -> None:
    assert find_passed_on({"parent"}) == find_passed_on({"open", "name"}) == set(PASSED_ON)
    assert find_passed_on({"name", "level", "cvr"}) == {"owner", "cvr"}
    assert {name for field in UNIT_FIELDS - PLACED_BY for name in find_passed_on({field})} == set(PASSED_ON)
    assert {field for field in UNIT_FIELDS - PLACED_BY if find_passed_on({field})} == SHOWN_BELOW


def test_a_unit_names_the_unit_above_its_number_and_its_place() -> None:
    own = {"state": "Own", "number": "5790000000005"}
    assert list_named_subjects({"name": "A", "parent": "top", "location": own, "geographic_location": "p1"}) == [
        ("unit", "top"), ("location_number", "5790000000005"), ("place", "p1"),
    ]  # fmt: skip
    for nothing in ({}, {"parent": None, "location": None, "geographic_location": None}, *LOCATIONS[:3]):
        assert list_named_subjects(nothing) == []


@pytest.mark.parametrize("kind", ADDRESS_KINDS)
@pytest.mark.parametrize("address", [{}, {"municipality": "0740"}, {"municipality": "0740", "region": "1082"}])
@pytest.mark.parametrize("is_own", [True, False])
def test_a_code_is_named_just_where_its_meaning_is_shown(kind: str, address: dict[str, Any], is_own: bool) -> None:
    known = CodeBook([("municipality/0740", 0, OPEN, encode({"region": "1081"}).decode())])
    chain = ({kind: address}, {}) if is_own else ({}, {kind: address})
    told = [
        (code_list, code)
        for code_list, code, field in codes_named({kind: address})
        if is_own or (passes(chain[0], field) and find_passed_on({field}))
    ]
    assert bool(told) == (answer(*chain, codes=known) != answer(*chain))
    assert told in ([], [("municipality", "0740")])


def test_the_name_of_its_type_is_shown_by_the_unit_itself_alone() -> None:
    known = CodeBook([("entity_type/1", 0, OPEN, encode({"name_da": "Klinik"}).decode())])
    assert codes_named({"type": "1"}) == [("entity_type", "1", "type")]
    assert answer({"type": "1"}, codes=known) != answer({"type": "1"})
    assert not find_passed_on({"type"})
    assert answer({}, {"type": "1"}, codes=known) == answer({}, {"type": "1"})
