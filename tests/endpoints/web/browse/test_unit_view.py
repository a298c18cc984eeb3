"""A unit's addresses, numbers and facts as its page shows them."""

import pytest

from sor.endpoints.web.browse.unit_view import UnitView, life_end, message_views, unit_view
from sor.endpoints.web.kit.values import Values
from sor.register import Register
from tests.endpoints.web.conftest import values_of
from tests.endpoints.web.small_register import (
    HOSPITAL,
    HOSTILE,
    PRACTICE_NUMBER,
    PRACTICE_OWNER,
    PRACTICE_PROVIDER,
    WARD,
)


def view_of(register: Register, code: str, shak_end: int | None = None) -> UnitView:
    snapshot = register.at()
    unit = snapshot.unit(code)
    assert unit is not None
    values = values_of(register, names={PRACTICE_OWNER: "Ejeren"})
    return unit_view(unit, snapshot.history(code, resolved=True), "2026-11-21", values, shak_end)


def test_an_address_says_since_when_from_whom_and_until_when(register: Register) -> None:
    postal, visiting, activity = view_of(register, PRACTICE_PROVIDER).addresses
    assert postal.lines == ["Østergade 70", "9700 Brønderslev"]
    assert postal.origin.since == "Siden 18. april 2018, da enheden begyndte"
    assert postal.origin.source == (PRACTICE_OWNER, "Ejeren")
    assert postal.origin.until == "1. december 2026"
    assert [place.value for place in postal.places] == ["Brønderslev", "Region Nordjylland"]
    assert (visiting.same_as, visiting.falls_back) == ("postadressen", True)
    assert (activity.same_as, activity.falls_back) == ("postadressen", True)


def test_an_own_value_names_no_other_unit(register: Register) -> None:
    owner = view_of(register, PRACTICE_OWNER)
    assert owner.addresses[0].origin.source is None
    assert owner.number is not None
    assert owner.number.origin.source is None


def test_the_location_number_with_its_facts(register: Register) -> None:
    number = view_of(register, PRACTICE_PROVIDER).number
    assert number is not None
    assert (number.number, number.state, number.warning) == (PRACTICE_NUMBER, "Nedarvet", None)
    assert ("Net", "KMD (41000035001)") in [(fact.label, fact.value) for fact in number.facts]


def test_numbers_and_facts(register: Register) -> None:
    view = view_of(register, PRACTICE_PROVIDER)
    assert [(fact.label, fact.value) for fact in view.numbers] == [("Ydernummer", "990062"), ("CVR-nummer", "99000007")]
    assert [(fact.label, fact.value) for fact in view.facts] == [
        ("Specialer", "Almen medicin"),
        ("Ambulant aktivitet", "Ja"),
    ]
    assert ("Klinisk-administrativt niveau", "Afsnit") in [(f.label, f.value) for f in view_of(register, WARD).facts]


def test_a_link_is_made_only_of_what_can_do_no_harm(register: Register) -> None:
    contact = view_of(register, HOSTILE).contact
    assert contact is not None
    assert {fact.value: fact.link for fact in contact.rows} == {
        "javascript:alert(1)": None,
        "x@y.example": "mailto:x@y.example",
    }


def test_the_end_of_a_life_runs_through_its_versions() -> None:
    history = [
        {"valid_from": "2010-01-01", "valid_to": "2012-01-01"},
        {"valid_from": "2012-01-01", "valid_to": "2015-01-01"},
    ]
    history.append({"valid_from": "2020-01-01", "valid_to": "9"})
    assert life_end(history, "2010-06-01") == "2015-01-01"
    assert life_end(history, "2016-01-01") is None


def test_message_types_as_rows(register: Register, values: Values) -> None:
    (row,) = message_views(register.at().edi(PRACTICE_NUMBER), values)
    assert row == {
        "name": "Binær dokumenttransport",
        "standard": "BIN01 B0131X",
        "direction": "Modtager",
        "from": "18. april 2018",
        "to": "",
    }


@pytest.mark.parametrize(
    ("shak_end", "said"),
    [
        (None, None),
        (20261121, "SHAK ophører; sidste gyldige dag er 21. november 2026"),
        (20260630, "SHAK er ophørt; sidste gyldige dag var 30. juni 2026"),
    ],
)
def test_the_last_day_of_shak_stands_beside_a_shak_code(
    register: Register, shak_end: int | None, said: str | None
) -> None:
    hospital = view_of(register, HOSPITAL, shak_end)
    assert [(fact.label, fact.warning) for fact in hospital.numbers if fact.warning or fact.label == "SHAK-kode"] == [
        ("SHAK-kode", said)
    ]
