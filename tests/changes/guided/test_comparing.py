"""What an owner's system shows, held against the register: by the shape of numbers and by the words of addresses."""

from typing import Any

import pytest

from sor.changes.guided.comparing import ComparedFact, compare_shown
from sor.changes.guided.practice import Practice, read_practice
from tests.changes.scene import Scene

SHOWN = """\
Bakkens Fodterapi
Bakken 1
2100 København Ø
Tlf. 87 65 43 21
CVR: DK 35 09 57 48
Lokationsnummer {number}
Ydernr. 019062
"""


@pytest.fixture
def practice(scene: Scene) -> Practice:
    found = read_practice(scene.register.at(), scene["owner"])
    assert found is not None
    return found


@pytest.fixture
def compare(scene: Scene, practice: Practice) -> Any:
    number = scene.unit("owner", 20261101)["location"]["number"]

    def comparing(text: str = SHOWN, **otherwise: str) -> dict[str, ComparedFact]:
        text = text.replace("{number}", number)
        for old, new in otherwise.items():
            text = text.replace(old.replace("_", " "), new)
        return {one.sort: one for one in compare_shown(practice, text)}

    return comparing


def test_a_system_that_shows_the_same_in_its_own_way_is_told_so(compare: Any) -> None:
    found = compare()
    assert {one.verdict for one in found.values()} == {"same"}
    assert set(found) == {"name", "street", "place", "phone", "cvr", "number", "provider"}
    assert compare(**{"Tlf. 87 65 43 21".replace(" ", "_"): "Telefon: +45 87654321"})["phone"].verdict == "same"
    assert compare(**{"019062": "19062"})["provider"].verdict == "same"  # a zero that a sheet lost


@pytest.mark.parametrize(
    ("old", "new", "sort", "shown"),
    [
        ("87 65 43 21", "87 65 43 12", "phone", "87654312"),
        ("2100 København Ø", "2200 København N", "place", "2200"),
        ("019062", "019063", "provider", "019063"),
        ("35 09 57 48", "35 09 57 84", "cvr", "35095784"),
        ("{number}", "5790000000012", "number", "5790000000012"),
        ("Bakkens Fodterapi", "Bakkens Fodklinik", "name", "Bakkens Fodklinik"),
        ("\nBakken 1\n", "\nBakkegade 1\n", "street", "Bakkegade 1"),
    ],
)
def test_what_differs_is_told_with_both(compare: Any, old: str, new: str, sort: str, shown: str) -> None:
    found = compare(SHOWN.replace(old, new))
    assert [one for one in found if found[one].verdict == "other"] == [sort]
    assert found[sort].shown == (shown,)
    assert next(iter(found)) == sort  # what differs comes first


def test_what_is_not_shown_is_no_difference(compare: Any) -> None:
    found = compare("Tlf. 87654321")
    assert found["phone"].verdict == "same"
    assert {one.verdict for sort, one in found.items() if sort != "phone"} == {"lacks"}
    assert {one.verdict for one in compare("").values()} == {"lacks"}


def test_a_table_of_many_clinics_that_holds_ours_is_no_difference(compare: Any) -> None:
    table = "Navn;Adresse;By;Telefon;Lokationsnummer\nAndre;Nygade 1;8000 Aarhus;Tlf. 11111111;5790000000012\n"
    found = compare(table + "Bakkens Fodterapi;Bakken 1;2100 København Ø;87654321;{number}\n")
    assert {found[sort].verdict for sort in ("name", "street", "place", "phone", "number")} == {"same"}
