"""Parts of fields: what a source tells goes, what it does not tell stays as it is known."""

from typing import Any

import pytest

from sor.core.leaves import PARTS, WHOLE, merge_leaves, untold_of, untold_parts

KNOWN = {"street": "Østergade", "building": "7", "municipality": "0810", "region": "1082"}


@pytest.mark.parametrize(
    ("field", "given", "known", "untold", "held"),
    [
        ("postal_address", {"street": "Vestergade"}, KNOWN, {"building", "municipality", "region"},
         KNOWN | {"street": "Vestergade"}),
        ("postal_address", {"municipality": "0820"}, {"municipality": "0810", "region": "1082"}, {"region"},
         {"municipality": "0820"}),
        ("postal_address", {"region": "1083"}, KNOWN, {"municipality", "street", "building"}, KNOWN),
        ("postal_address", None, KNOWN, {"building"}, None),
        ("postal_address", {"street": "A"}, None, {"building"}, {"street": "A"}),
        ("status", {"from": "2026-01-01"}, {"from": "2026-01-01", "updated": "2025-12-01"}, {"updated"},
         {"from": "2026-01-01", "updated": "2025-12-01"}),
        ("status", {"from": "2026-02-02"}, {"from": "2026-01-01", "updated": "2025-12-01"}, {"updated"},
         {"from": "2026-02-02"}),
        ("location", None, {"state": "Inherited"}, {"inherited"}, {"state": "Inherited"}),
        ("location", None, {"state": "Own", "number": "5790000000005"}, {"inherited"}, None),
    ],
)  # fmt: skip
def test_what_is_told_goes_and_the_rest_stays(
    field: str, given: Any, known: Any, untold: set[str], held: Any
) -> None:  # fmt: skip
    assert merge_leaves(field, given, known, frozenset(untold)) == held


def test_specialities_are_told_place_by_place() -> None:
    known = [{"code": "1", "main": True}, {"code": "2", "main": False}, {"code": "3", "main": False, "type": "x"}]
    assert merge_leaves("specialities", [{"code": "9", "main": True}], known, frozenset({"2", "3"})) == [
        {"code": "9", "main": True}, *known[1:],
    ]  # fmt: skip
    moved = [{"code": "2", "main": True}, {"code": "1", "main": False}]
    assert merge_leaves("specialities", moved, known[:2], frozenset({"main"})) == known[:2]
    told = [{"code": "1", "main": True}, {"code": "3", "main": False}]
    assert merge_leaves("specialities", told, known, frozenset({"type"})) == [told[0], known[2]]


def test_paths_are_listed_by_their_field() -> None:
    assert untold_parts(frozenset({"note", "postal_address.street"})) == {
        "note": {WHOLE}, "postal_address": {"street"},
    }  # fmt: skip
    told = {f"virtual_address.{part}" for part in PARTS["virtual_address"]} - {"virtual_address.fax"}
    assert untold_of(["virtual_address", "name"], told) == {"virtual_address.fax"}
