"""The names of SORUS: what is documented is kept to the letter."""

from sor.formats.soap.sorus_choices import OPERATIONS, VERSIONS


def test_documented_names() -> None:
    documented = {one.name: one.use_case for one in OPERATIONS.values() if one.mark == "D"}
    assert documented == {"CreateSorEntity": "UC1", "EditSorEntity": "UC2", "MoveSorEntity": "UC3"}
    assert VERSIONS[3].path == "/sor-opdatering/v3/SOROpdateringService"
    assert [one.name for one in OPERATIONS.values() if not one.gives_entity] == ["MoveSorEntity"]
