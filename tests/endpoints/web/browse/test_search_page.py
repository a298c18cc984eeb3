"""The front page."""

from pathlib import Path

from litestar import Litestar
from litestar.testing import TestClient

from sor.endpoints.web import routes
from sor.following.phone_book import PhoneBook
from sor.register import Register
from sor.store.database import Database
from tests.endpoints.web.small_register import CLOSED_CLINIC, NOW, PRACTICE, PRACTICE_OWNER, PRACTICE_PROVIDER, REGION

Client = TestClient[Litestar]


def test_the_empty_page_teaches_with_searches_that_find_something(client: Client) -> None:
    text = client.get("/").text
    for example in ("990062", "9901", "5799000000015", PRACTICE_PROVIDER):
        assert f'href="/?q={example}"' in text
        assert client.get(f"/?q={example}").text.count('class="hit ') >= 1
    assert "Åbne enheder 21. november 2026: 12" in text


def test_a_hit_shows_name_level_type_town_path_and_standing(client: Client) -> None:
    text = client.get("/?q=bakkegården&level=OU").text
    assert f'<a href="/units/{PRACTICE_PROVIDER}">Lægehuset Bakkegården</a>' in text
    for shown in ("Supplerende oplysninger", "9700 Brønderslev", "Åben siden 18. april 2018", "1 enhed fundet"):
        assert shown in text
    assert f'href="/units/{PRACTICE_OWNER}"' in text
    assert f'href="/units/{PRACTICE}"' in text


def test_a_script_gets_only_what_changes(client: Client) -> None:
    text = client.get("/?q=bakkegården", headers={"HX-Request": "true"}).text
    assert "<html" not in text
    assert 'hx-target="#count"' in text
    assert "Viser 1–2 af 2 enheder" in text  # the owner, called I/S, and the practice, which opens to its levels


def test_closed_units_are_found_when_asked_for_and_marked(client: Client) -> None:
    assert "Ingen enheder fundet" in client.get("/?q=havnens+fodklinik").text
    text = client.get("/?q=havnens+fodklinik&open=all").text
    assert f'href="/units/{CLOSED_CLINIC}"' in text
    assert "Lukket fra 1. juli 2025" in text
    assert "Åbner først 1. februar 2027" in text


def test_a_unit_is_found_by_the_name_it_had_on_the_chosen_day(client: Client) -> None:
    assert "Vestland Sygehus" in client.get("/?q=vestland+sygehus&valid=2010-01-01").text
    assert 'href="/units/' in client.get("/?q=vestland+sygehus&valid=2010-01-01").text


def test_filters_narrow_and_the_owner_is_named(client: Client) -> None:
    text = client.get(f"/?owner={REGION}").text
    assert "Viser 1–8 af 8 enheder" in text
    assert f'value="Region Vestland · {REGION}"' in text
    assert "Viser 1–2 af 2 enheder" in client.get("/?municipality=0810").text


def test_no_hit_leaves_ways_on(client: Client) -> None:
    text = client.get("/?q=xyzzyxyzzy&region=1081").text
    assert "Søg uden filtre" in text
    assert "Søg også blandt lukkede enheder" in text


def test_what_was_typed_is_never_markup(client: Client) -> None:
    text = client.get("/", params={"q": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in text


def test_an_empty_register_says_what_to_do(tmp_path: Path) -> None:
    register = Register(Database(f"sqlite:///{tmp_path}/empty.db"), lambda: NOW)
    register.init()
    with TestClient(Litestar(routes(register, PhoneBook(register)), openapi_config=None)) as client:
        text = client.get("/").text
    assert "Registret er tomt. Indlæs en af SOR&#39;s filer med" in text
    assert "Spejl: registret fyldes fra filer" in text


def test_a_hit_says_why_it_is_there_and_words_that_are_nowhere_are_named(client: Client) -> None:
    page = client.get("/", params={"q": "lægehus Xyzzy", "lang": "da"}).text
    assert "Fundet ved" in page
    assert "Ikke fundet hos den første:" in page
    assert "<q>Xyzzy</q>" in page
    assert "Ikke fundet" not in client.get("/", params={"q": "lægehus", "lang": "da"}).text
