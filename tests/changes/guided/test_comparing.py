"""What an owner's system shows, held against the register: by the shape of numbers and by the words of addresses."""

from typing import Any

import pytest

from sor.changes.guided.comparing import ComparedFact, compare_shown, list_said
from sor.changes.guided.practice import Practice, read_block, read_practice
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


def with_contact(practice: Practice, **contact: str) -> Practice:
    """The same practice with other parts of how its clinic is reached."""
    units: dict[str, Any] = {**practice.units}
    clinic = units[practice.clinic["code"]]
    units[clinic["code"]] = {**clinic, "virtual_address": {**read_block(clinic, "virtual_address"), **contact}}
    return practice._replace(units=units)


@pytest.mark.parametrize(
    ("sort", "says", "shown", "told"),
    [
        ("email", "Post@Bakken.dk", "E-mail: post@bakken.dk", None),
        ("email", "post@bakken.dk", "post@bakke.dk", "post@bakke.dk"),
        ("email", "www.post@bakken.dk", "post@bakken.dk", None),
        ("website", "https://www.Bakken.dk/", "www.bakken.dk", None),
        ("website", "bakken.dk", "se http://bakken.dk/ og ring", None),
        ("website", "www.bakken.dk", "https://bakke.dk", "bakke.dk"),
        ("website", "https://bakken.dk/kontakt/", "Se mere (www.bakken.dk/kontakt).", None),
        ("website", "https://bakken.dk/kontakt", "www.bakken.dk/find-os", "bakken.dk/find-os"),
        ("email", "post@bakken.dk", "Bakken\npost@bakken.dk\nog mere", None),
    ],
)
def test_what_is_reached_by_name_is_the_same_however_it_is_written(
    practice: Practice, sort: str, says: str, shown: str, told: str | None
) -> None:
    found = {one.sort: one for one in compare_shown(with_contact(practice, **{sort: says}), shown)}
    assert (found[sort].verdict, found[sort].says) == ("other" if told else "same", (says,))
    assert found[sort].shown == ((told,) if told else ())


def test_what_the_register_says_is_each_value_once_and_nothing_for_none(practice: Practice, scene: Scene) -> None:
    number = scene.unit("owner", 20261101)["location"]["number"]
    assert list_said(with_contact(practice, email="a@b.dk", website="b.dk")) == {
        "name": ["Bakkens Fodterapi"], "street": ["Bakken 1"], "place": ["2100"], "phone": ["87654321"],
        "email": ["a@b.dk"], "website": ["b.dk"], "cvr": ["35095748"], "number": [number], "provider": ["019062"],
    }  # fmt: skip
    nobody = {code: {"code": code, "level": unit.get("level")} for code, unit in practice.units.items()}
    assert list_said(Practice(nobody, practice.place)) == {}  # type: ignore[arg-type]
    clinic = {**practice.clinic, "postal_address": {"street": "Vej"}, "visiting_address": {"building": "2"}}
    found = list_said(Practice({**practice.units, practice.clinic["code"]: clinic}, practice.place))  # type: ignore[dict-item]
    assert found["street"][:2] == ["Vej", "2"]


@pytest.mark.parametrize(
    ("text", "sort", "verdict"),
    [
        ("Navn\tGade\nBakkens Fodterapi\tBakken 1\textra", "name", "same"),
        ("Navn\tGade\nBakkens Fodterapi", "name", "same"),
        ("Navn;Tlf\nBakkens Fodterapi;87654321", "phone", "same"),  # the word of the column is the number's
        ("Navn;Tlf;87654321", "phone", "same"),  # one line is no table
        ("Navn, Tlf\n87654321;", "phone", "lacks"),  # nor is one without a mark in its head
        ("Navn;Tlf\n\nBakkens Fodterapi;87654321", "phone", "same"),
        ("X;Tlf\n1;87654321", "phone", "same"),
        ("2100 København2", "place", "same"),
        ("Bakkens Fodklinik\nBakkens Fodklinikker", "name", "other"),
        ("BAKKENS   fodterapi!", "name", "same"),
        ("Bakkens-Fodterapi", "name", "same"),
        ("Bakken 1\n" + "Bakkens Fodklinik " + "x" * 190, "name", "lacks"),
        ("\n".join([f"Linje {n}" for n in range(2_000)] + ["Bakkens Fodterapi"]), "name", "lacks"),
        ("\n".join([f"Linje {n}" for n in range(1_999)] + ["Bakkens Fodterapi"]), "name", "same"),
        ("Tlf. 87 65\n43 21", "phone", "lacks"),
        ("Navn: Bakkens Fodterapi i byen ved havnen", "name", "same"),
    ],
)
def test_a_text_is_read_line_by_line_and_a_table_cell_by_cell(
    practice: Practice, text: str, sort: str, verdict: str
) -> None:
    found = {one.sort: one for one in compare_shown(practice, text)}
    assert found[sort].verdict == verdict


def test_two_places_are_looked_for_each_and_a_list_of_more_covers_them(practice: Practice) -> None:
    clinic = {**practice.clinic, "visiting_address": {"street": "Nygade", "building": "7", "postcode": "8000"}}
    both = Practice({**practice.units, practice.clinic["code"]: clinic}, practice.place)  # type: ignore[dict-item]
    text = "Bakken 1\nNygade 9\n2100 København Ø\n8000 Aarhus C\n9000 Aalborg"
    found = {one.sort: one for one in compare_shown(both, text)}
    assert (found["street"].verdict, found["street"].shown) == ("other", ("Nygade 9",))
    assert (found["place"].verdict, found["place"].shown) == ("same", ())
    found = {one.sort: one for one in compare_shown(both, text.replace("2100 København Ø\n", ""))}
    assert (found["place"].verdict, found["place"].shown) == ("other", ("9000",))


def test_of_several_lines_that_are_like_a_name_the_likest_is_shown_as_it_stands(practice: Practice) -> None:
    text = "Navn: Bakkens  FODKLINIKKER\nNavn: Bakkens FODKLINIK!\nNavn: Skoven"
    found = {one.sort: one for one in compare_shown(practice, text)}
    assert (found["name"].verdict, found["name"].shown) == ("other", ("Bakkens FODKLINIK!",))
