"""Which type may stand where: the table, and what the rules make of it."""

from sor.codes.bundle import bundled_claims
from sor.rules.placement import HOSPITAL_TYPES, NEVER, ROWS, SEEN, WELL_KNOWN
from tests.rules.registers import (
    ADDITIONAL,
    ADMINISTRATIVE,
    CLINICAL,
    HOSPITAL,
    INTENSIVE,
    MUNICIPALITY,
    NURSING_HOME,
    OTHER,
    PHARMACY,
    PRACTICE,
    hospital,
    institution,
    owner,
    region,
    said,
    unit,
    ward,
)

TYPES = {claim.key.removeprefix("entity_type/"): claim.pieces[-1].values
         for claim in bundled_claims() if claim.key.startswith("entity_type/")}  # fmt: skip


def test_every_row_names_types_of_its_levels_as_the_code_list_does() -> None:
    for row in ROWS:
        for side in ("parent", "child"):
            listed = TYPES[row[f"{side}_type"]]
            assert row[f"{side}_name"] in (listed["name_da"], *listed.get("other_names", ())), row
            assert row[f"{side}_level"] in listed.get("levels", ("HI", "OU")), row
        assert row["verdict"] in ("only", "never", "seen"), row
        assert row["mark"], row
        assert row["source"], row
        assert bool(row["count"]) == (row["verdict"] == "seen"), row


def test_the_hospital_types_are_those_that_are_no_institution_types() -> None:
    assert CLINICAL in HOSPITAL_TYPES
    assert all("HI" not in TYPES[code]["levels"] for code in HOSPITAL_TYPES)


def test_T3_a_ward_below_a_ward_of_a_hospital_is_in_the_hospital() -> None:
    assert said("T3", region(), hospital(), ward(), ward(OTHER, parent=ward().key, type=INTENSIVE)) == []


def test_T3_is_silent_where_nobody_knows_what_stands_above() -> None:
    assert said("T3", ward(parent=OTHER)) == []


def test_T3_and_T4_an_administrative_unit_may_be_a_hospital_only_in_a_region() -> None:
    shell = institution(type=ADMINISTRATIVE)
    assert (said("T3", region(), shell, ward()), len(said("T4", region(), shell, ward()))) == ([], 1)
    town = owner(type=MUNICIPALITY)
    assert (len(said("T3", town, shell, ward())), said("T4", town, shell, ward())) == (1, [])


def test_T9_is_silent_about_parents_of_whose_children_few_were_seen() -> None:
    assert ("HI", HOSPITAL) in WELL_KNOWN
    assert ("HI", PRACTICE) not in WELL_KNOWN
    assert said("T9", owner(), institution(), unit(type=NURSING_HOME)) == []


def test_T9_a_type_below_itself_and_additional_units_need_no_example() -> None:
    assert ("HI", HOSPITAL, ADDITIONAL) not in SEEN
    assert said("T9", region(), hospital(), ward(type=ADDITIONAL)) == []


def test_T10_a_pharmacy_below_a_region_or_the_state_is_not_found() -> None:
    assert (MUNICIPALITY, PHARMACY) in NEVER
    assert said("T10", region(), institution(type=PHARMACY)) == []
