"""The municipalities' file: their units, their numbers, what these receive and send."""

import csv
import io

from sor.core import entity_types
from sor.formats.published.omitted import Omitted
from sor.formats.tables.municipality_export import MUNICIPALITY
from tests.formats.selections import (
    CLINIC,
    CLINIC_VALUES,
    DOCTOR,
    DOCTOR_VALUES,
    GLN,
    OWNER,
    OWNER_VALUES,
    Given,
    practice,
    selected,
    subject,
)

OWN = OWNER_VALUES | {"type": entity_types.MUNICIPALITY, "name": "Brønderslev Kommune"}
MESSAGES = [
    subject("edi", f"{GLN}/{standard}/{direction}", {})
    for standard, direction in (
        ("CareCommunication/3.0", "receive"), ("DIS91/D9134L", "receive"), ("DIS91/D9134L", "send"),
    )
]  # fmt: skip


def municipal():
    clinic, owner = (CLINIC, CLINIC_VALUES), (OWNER, OWN)
    return [selected(*owner), selected(*clinic, owner), selected(DOCTOR, DOCTOR_VALUES, clinic, owner)]


def written(units, municipality=None) -> tuple[list[dict[str, str]], list[Omitted]]:
    out = io.BytesIO()
    selection = Given(units, MESSAGES)
    selection.municipality = municipality
    omitted = MUNICIPALITY.write(selection, out)
    text = out.getvalue().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";", strict=True)), omitted


def test_a_unit_with_its_number_and_messages_as_typed_by_hand() -> None:
    rows, omitted = written(municipal())
    assert rows[1] == {
        "MunicipalityCode": "0810", "InstitutionOwnerSorId": '="90000011000016004"',
        "InstitutionOwnerEntityName": "Brønderslev Kommune", "CvrNumberId": "13585628",
        "HealthInstitutionEntityName": "Klitgårdens Lægehus", "SorId": '="90000021000016008"',
        "EntityName": "Klitgårdens Lægehus", "EntityTypeName": "almen lægepraksis",
        "EanLocationCode": "5790002401473", "EanLocationCodeState": "Inherited", "ActiveIndicator": "true",
        "SystemTypeName": "", "SystemSupplierName": "", "CommunicationSupplierName": "KMD",
        "Receives": "CareCommunication/3.0 DIS91/D9134L", "Sends": "DIS91/D9134L",
    }  # fmt: skip
    assert [row["Receives"] for row in rows] == ["CareCommunication/3.0 DIS91/D9134L"] * 2 + [""]
    assert omitted == []


def test_others_than_municipalities_are_not_in_it_and_not_missed() -> None:
    assert written(practice()) == ([], [])
    assert [told.code for told in written(municipal()[:2])[1]] == [OWNER, CLINIC]


def test_one_municipality_alone() -> None:
    assert len(written(municipal(), "0810")[0]) == 3
    assert written(municipal(), "0751") == ([], [])
    assert written(municipal()[:2], "0751") == ([], []), "what is missing elsewhere is not its concern"


def test_every_column_is_explained() -> None:
    assert len(MUNICIPALITY.columns()) == len(written(municipal())[0][0])
