"""The types that the program knows by their code are on the list of entity types, under the names meant."""

import pytest

from sor.codes.bundle import bundled_claims
from sor.core import entity_types

NAMES = {
    entity_types.REGION: "region",
    entity_types.MUNICIPALITY: "kommune",
    entity_types.PRIVATE: "privat",
    entity_types.STATE: "stat",
    entity_types.HOSPITAL: "hospital",
    entity_types.HOSPICE: "hospice",
    entity_types.ADMINISTRATIVE: "administrativ enhed",
}
LISTED = {
    claim.key.removeprefix("entity_type/"): claim.pieces[-1].values["name_da"]
    for claim in bundled_claims()
    if claim.key.startswith("entity_type/")
}


@pytest.mark.parametrize(("code", "name"), NAMES.items())
def test_a_known_type_is_on_the_list(code: str, name: str) -> None:
    assert LISTED[code] == name
