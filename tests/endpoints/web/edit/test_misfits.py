"""What does not fit together in a form is told beside its field; what fits, and what was not touched, is not."""

import pytest

from sor.endpoints.web.edit.misfits import misfits
from sor.register import Register

DAY = 20261121
AT = {"postal_address": "own", "postal_address.postcode": "8000", "postal_address.district": "Aarhus C"}


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, {}),
        (AT | {"postal_address.municipality": "0751"}, {}),
        (AT | {"postal_address.district": "AARHUS C "}, {}),
        (AT | {"postal_address.district": "Odense C"}, {"postal_address.district": "misfit.town"}),
        (AT | {"postal_address.municipality": "0101"}, {"postal_address.municipality": "misfit.municipality"}),
        (AT | {"postal_address.postcode": "0001"}, {"postal_address.postcode": "misfit.postcode"}),
        (AT | {"postal_address": "inherit", "postal_address.district": "Odense C"}, {}),
        ({"postal_address": "own"}, {}),
        ({"provider_identifier": "990062"}, {}),
        ({"provider_identifier": "86 12 34 56"}, {"provider_identifier": "misfit.phone"}),
        ({"production_unit": "+45 86123456"}, {"production_unit": "misfit.phone"}),
        ({"production_unit": "4586123456"}, {"production_unit": "misfit.phone"}),
        ({"production_unit": "1003456789"}, {}),
        ({"location": "own", "location.number": "0045 86123456"}, {"location.number": "misfit.phone"}),
        ({"cvr": "86123456"}, {}),
        ({"cvr": "86123456", "virtual_address.phone": "86 12 34 56"}, {"cvr": "misfit.phone"}),
        ({"cvr": "", "virtual_address.phone": ""}, {}),
    ],
)
def test_what_does_not_fit(register: Register, typed: dict[str, str], told: dict[str, str]) -> None:
    changed = {name.partition(".")[0] for name in typed}
    codes = register.at().codes
    assert {one.field: one.text for one in misfits(typed, changed, codes, DAY)} == told
    assert list(misfits(typed, (), codes, DAY)) == []


def test_the_hint_names_what_would_fit(register: Register) -> None:
    typed = AT | {"postal_address.district": "Odense C", "postal_address.municipality": "0101"}
    town, municipality = misfits(typed, {"postal_address"}, register.at().codes, DAY)
    assert town.facts == {"postcode": "8000", "name": "Aarhus C"}
    assert municipality.facts["names"] == "Aarhus"
