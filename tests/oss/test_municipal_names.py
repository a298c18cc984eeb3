"""What a page reads of the municipalities is what the synchronisation reads of the whole register."""

import pytest

from sor.oss.municipal_names import MunicipalNames
from sor.oss.sor_side import NotInSor, SorSide
from tests.conftest import StandingClock
from tests.new_databases import NewDatabases
from tests.oss.municipality import MUNICIPALITY, MunicipalScene


@pytest.fixture
def scene(new_database: NewDatabases, tmp_path_factory: pytest.TempPathFactory) -> MunicipalScene:
    return MunicipalScene.copied(new_database, StandingClock(), tmp_path_factory.mktemp("org"))


def test_owners_names_and_units_are_those_of_the_whole_register(scene: MunicipalScene) -> None:
    whole, names = SorSide(scene.register), MunicipalNames(scene.register)
    assert names.municipalities() == whole.municipalities() == [MUNICIPALITY]
    assert names.owner_of(MUNICIPALITY) == whole.owner_of(MUNICIPALITY) == scene["owner"]
    assert names.name_of(MUNICIPALITY) == whole.name_of(MUNICIPALITY)
    units = whole.of(MUNICIPALITY).units
    below = names.below(scene["owner"])
    assert {code: one.name for code, one in below.items()} == {code: one.name for code, one in units.items()}
    assert {code: one.depth for code, one in below.items()} == {code: len(one.above) - 1 for code, one in units.items()}
    assert names.names([scene["private"], "", "1"]) == {scene["private"]: "Friplejehjemmet Egely"}


def test_what_is_no_municipality(scene: MunicipalScene) -> None:
    names = MunicipalNames(scene.register)
    assert names.owner_of("9999") is None
    with pytest.raises(NotInSor, match="9999 is no municipality"):
        names.name_of("9999")
