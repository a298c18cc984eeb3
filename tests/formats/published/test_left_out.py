"""No field is forgotten: whatever changes in the register changes the file, or the format's list says why not."""

import io
from typing import Any

import pytest

from sor.core.day import OPEN
from sor.core.subject import (
    EDI_FIELDS,
    LOCAL_ATTRIBUTES,
    LOCATION_NUMBER_FIELDS,
    PLACE_FIELDS,
    SHAK_FIELDS,
    UNIT_FIELDS,
)
from sor.formats.published import left_out
from sor.formats.published.selected import SelectedUnit
from sor.formats.shak.export import write_complete as write_shak
from sor.formats.sor2.complete_export import write_complete
from sor.formats.sor2.export import write_daily
from sor.formats.tables.sor_csv_export import write_csv
from tests.formats.selections import (
    ADDRESS,
    CLINIC,
    CLINIC_VALUES,
    DOCTOR,
    DOCTOR_VALUES,
    GLN,
    OWNER,
    OWNER_VALUES,
    Given,
    selected,
    subject,
)

WRITERS = {
    "csv": (write_csv, left_out.SOR_CSV, False),
    "csv2": (write_daily, left_out.SOR2_DAILY, False),
    "csv2 complete": (write_complete, left_out.SOR2_COMPLETE, True),
}

UNIT_CHANGES: dict[str, Any] = {
    "status": {"from": "2020-02-02", "updated": "2020-01-01"}, "name": "Andet", "level": "HI", "type": "12345",
    "parent": OWNER, "cvr": "25313763", "production_unit": "1012345678", "shak": "1301011",
    "provider_identifier": "019063", "pharmacy_identifier": "362,1", "local_code": "A1",
    **dict.fromkeys(LOCAL_ATTRIBUTES, "x"), "specialities": [{"code": "394594003", "main": True}],
    "organisational_level": "900000000000001", "reporting_level": True, "patients_admitted": True,
    "ambulant_activity": True,
    "location": {"state": "Inherited"}, "geographic_location": "800538",
    "geographic_parent": {"relation": "3", "parent": OWNER}, "operator": {"unit": OWNER, "agreement": "A"},
    "note": "en note", "virtual_address": {"phone": "1"},
    **{kind: {"street": "Andenvej"} for kind in ("postal_address", "visiting_address", "activity_address")},
}  # fmt: skip
PARTS = (
    *ADDRESS,
    "region",
    "country_scheme",
    "sublocation",
    "addressing_name",
    "subdivision",
    "po_box",
    "stairway",
    "additional",
)
NUMBER_CHANGES: dict[str, Any] = {
    "status": {"from": "2018-01-01", "updated": "2020-02-02"}, "system_type": "9", "system_supplier": "9",
    "network": "41000035001", "system_type_name": "A", "system_supplier_name": "B", "network_name": "C",
    "region": "1081", "administrator": "9", "internal": True, "active": False, "note": "n",
}  # fmt: skip


def rows(doctor: dict[str, Any], number: dict[str, Any], **more: Any) -> list[SelectedUnit]:
    owner, clinic = (OWNER, OWNER_VALUES), (CLINIC, CLINIC_VALUES)
    another = "90000041000016002"
    return [
        selected(*owner, number=number), selected(*clinic, owner, number=number),
        selected(another, DOCTOR_VALUES, clinic, owner, number=number),
        selected(DOCTOR, doctor, clinic, owner, number=number, **more),
    ]  # fmt: skip


def written(name: str, units: list[SelectedUnit], *subjects: Any) -> bytes:
    writer, _, is_history = WRITERS[name]
    out = io.BytesIO()
    writer(Given(units, subjects, history=is_history), out)
    return out.getvalue()


@pytest.mark.parametrize("name", WRITERS)
def test_every_field_of_a_unit_is_written_or_named(name: str) -> None:
    lost = WRITERS[name][1]
    assert UNIT_CHANGES.keys() | {"open"} == UNIT_FIELDS
    plain = written(name, rows(DOCTOR_VALUES, {}))
    silent = {f for f, value in UNIT_CHANGES.items() if written(name, rows(DOCTOR_VALUES | {f: value}, {})) == plain}
    assert silent - lost.keys() == set(), "written nowhere and named nowhere"
    assert {field for field, reason in lost.items() if reason == left_out.NO_COLUMN and field in UNIT_FIELDS} == silent
    assert written(name, rows(DOCTOR_VALUES, {}, closes=20270101, to_day=20270101)) != plain


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("kind", ["postal_address", "visiting_address", "activity_address"])
def test_every_part_of_an_address_is_written_or_named(name: str, kind: str) -> None:
    lost = WRITERS[name][1]
    plain = written(name, rows(DOCTOR_VALUES | {kind: ADDRESS}, {}))
    for part in PARTS:
        value: Any = 1.5 if part in ("east", "north") else "0999"
        changed = written(name, rows(DOCTOR_VALUES | {kind: ADDRESS | {part: value}}, {}))
        assert (changed == plain) == (lost.get(f"address.{part}") == left_out.NO_COLUMN), part


@pytest.mark.parametrize("name", WRITERS)
def test_every_field_of_a_location_number_is_written_or_named(name: str) -> None:
    lost = WRITERS[name][1]
    assert NUMBER_CHANGES.keys() | {"open"} == LOCATION_NUMBER_FIELDS
    plain = written(name, rows(DOCTOR_VALUES, {}), subject("location_number", GLN, {}))
    for field, value in NUMBER_CHANGES.items():
        changed = written(name, rows(DOCTOR_VALUES, {field: value}), subject("location_number", GLN, {field: value}))
        assert changed != plain or f"location_number.{field}" in lost, field


@pytest.mark.parametrize(
    ("kind", "key", "fields"),
    [
        ("edi", f"{GLN}/DIS91/D9134L/send", dict.fromkeys(EDI_FIELDS - {"open"}, "X")),
        ("place", "800538", dict.fromkeys(PLACE_FIELDS - {"open", "east", "north"}, "9") | {"east": 1.5, "north": 2.5}),
        ("succession", f"{CLINIC}>{DOCTOR}", {}),
    ],
)
def test_every_field_of_the_other_kinds_is_in_the_zip_or_named(kind: str, key: str, fields: dict[str, Any]) -> None:
    plain = written("csv2 complete", rows(DOCTOR_VALUES, {}), subject(kind, key, {}))
    assert plain != written("csv2 complete", rows(DOCTOR_VALUES, {}))
    assert plain != written("csv2 complete", rows(DOCTOR_VALUES, {}), subject(kind, key, {}, end=20200101))
    for field, value in fields.items():
        assert written("csv2 complete", rows(DOCTOR_VALUES, {}), subject(kind, key, {field: value})) != plain, field
    for snapshot in (left_out.SOR_CSV, left_out.SOR2_DAILY):
        assert kind in snapshot


def test_every_field_of_a_shak_code_is_in_its_file() -> None:
    values: dict[str, Any] = {
        "name": "N", "record": "sgh", "institution_kind": "101", "ownership": "1", "groups": {"EGrp": "SKT"},
        "values": {"DVal": "2"}, "status": {"from": "2018-01-01", "updated": "2018-02-01"},
    }  # fmt: skip
    ward = {"record": "afd", "specialities": ["084"]}
    assert values.keys() | ward.keys() | {"open"} == SHAK_FIELDS

    def file(values: dict[str, Any], end: int = OPEN) -> bytes:
        out = io.BytesIO()
        write_shak(Given(subjects=[subject("shak", "1301", values, end=end)], history=True), out)
        return out.getvalue()

    for whole in (values, ward):
        for field in whole.keys() - {"record"}:
            assert file({f: v for f, v in whole.items() if f != field}) != file(whole), field
    assert file(ward) != file(ward | {"record": "sgh"})
    assert file(ward, 20200101) != file(ward)


def test_nothing_is_named_that_is_no_field() -> None:
    kinds = {"edi", "edi.send", "shak", "place", "succession", "code", "unit", "location_number"}
    known = UNIT_FIELDS | kinds | {f"address.{part}" for part in PARTS}
    known |= {f"location_number.{field}" for field in LOCATION_NUMBER_FIELDS}
    known |= {"succession.replaces", "succession.replaced_by", "place.municipality", "place.region"}
    known |= {f"shak.{field}" for field in SHAK_FIELDS}
    lists = (left_out.SOR_CSV, left_out.SOR2_DAILY, left_out.SOR2_COMPLETE, left_out.SHAK, left_out.EDI_TYPES)
    for lost in lists:
        assert lost.keys() <= known
        assert all(lost.values())
