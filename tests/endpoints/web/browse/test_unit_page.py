"""A unit's page and the comparison of two days."""

import re
from html import unescape

from litestar import Litestar
from litestar.testing import TestClient

from tests.endpoints.web.small_register import (
    CLOSED_CLINIC,
    FUTURE_CLINIC,
    HOSPITAL,
    HOSTILE,
    PRACTICE,
    PRACTICE_OWNER,
    PRACTICE_PROVIDER,
    SECRETARIAT,
    WARD,
)

Client = TestClient[Litestar]


def words(client: Client, address: str) -> str:
    """A page as one reads it: without markup, spaces as one."""
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", answer.text)))


def test_a_stranger_reads_what_changes_next_month_and_who_said_so(client: Client) -> None:
    text = words(client, f"/units/{PRACTICE_PROVIDER}")
    assert (
        "1. december 2026 Ændring om 10 dage Postadresse, Besøgsadresse, Aktivitetsadresse Før: Østergade 70, 9700 "
        "Brønderslev → Efter: Nygade 12, 1., 9700 Brønderslev Arvet fra Lægerne Bakkegården I/S Løbenummer 1 · "
        "sample.xml, indlæst 21. november 2026 kl. 12.00 – first load"
    ) in text


def test_the_way_up_and_down_the_tree(client: Client) -> None:
    page = client.get(f"/units/{HOSPITAL}").text
    assert ">Region Vestland</a>" in page
    assert "Underliggende enheder (2)" in page
    assert f'href="/units/{SECRETARIAT}"' in page
    assert f'href="/tree/{HOSPITAL}?by=level"' in page
    beside = client.get(f"/units/{SECRETARIAT}").text
    assert "Sideordnede enheder (1)" in beside


def test_on_another_day_the_page_is_that_days(client: Client) -> None:
    assert "<h1>Hjertesygdomme, Sengeafsnit 1</h1>" in client.get(f"/units/{WARD}?valid=2026-08-01").text
    assert "<h1>Hjertesygdomme, Sengeafsnit Nord</h1>" in client.get(f"/units/{WARD}").text
    assert "<h1>Hjertesygdomme, Sengeafsnit 1</h1>" in client.get(f"/units/{WARD}?valid=2026-11-21&known=@1").text


def test_a_closed_unit_says_so_first_and_names_its_successor(client: Client) -> None:
    text = words(client, f"/units/{CLOSED_CLINIC}")
    assert "Lukket fra 1. juli 2025" in text
    assert "Erstattet af Havnens Nye Fodklinik" in text
    assert "Havnegade 3" in text


def test_a_unit_to_come_says_when(client: Client) -> None:
    text = words(client, f"/units/{FUTURE_CLINIC}")
    assert "Åbner først 1. februar 2027" in text
    assert "Erstatter Havnens Fodklinik" in text
    assert "Region Østdanmark" in text


def test_findings_stand_with_rule_and_sentence(client: Client) -> None:
    text = words(client, f"/units/{HOSTILE}")
    assert "Advarsel T1 Enheden" in text
    assert "»ukendt type«" in text
    english = words(client, f"/units/{HOSTILE}?lang=en")
    assert 'has the entity type "ukendt type"' in english


def test_what_the_register_holds_is_never_markup(client: Client) -> None:
    page = client.get(f"/units/{HOSTILE}").text
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert "&lt;script&gt;alert" in page


def test_a_link_to_the_raw_data_stays_at_the_day(client: Client) -> None:
    assert (
        f'href="/api/v1/units/{PRACTICE}?valid=2020-01-01"'
        in client.get(f"/units/{PRACTICE}?valid=2020-01-01&lang=en").text
    )


def test_two_days_compared(client: Client) -> None:
    text = words(client, f"/units/{PRACTICE_PROVIDER}/compare?a=2020-01-01&b=2027-02-01")
    assert "Navn Lægerne Bakkegården Lægehuset Bakkegården" in text
    inherited = "Arvet fra Lægerne Bakkegården I/S"
    assert f"Kontakt: Telefon 98820000 {inherited} 98820099 {inherited}" in text, "on both sides"
    assert "E-mail" not in text


def test_two_days_without_a_difference(client: Client) -> None:
    text = words(client, f"/units/{PRACTICE_OWNER}/compare?a=2019-01-01&b=2020-01-01")
    assert "Alt andet er ens de to dage." in text


def test_without_days_the_last_change_is_compared(client: Client) -> None:
    page = client.get(f"/units/{WARD}/compare").text
    assert 'name="a" value="2026-08-31"' in page
    assert 'name="b" value="2026-11-21"' in page


def test_comparing_with_a_day_that_is_none_is_refused(client: Client) -> None:
    assert client.get(f"/units/{WARD}/compare?a=i+forgårs").status_code == 400


def test_a_day_on_which_the_unit_was_closed_is_told(client: Client) -> None:
    text = words(client, f"/units/{CLOSED_CLINIC}/compare?a=2020-01-01&b=2026-01-01")
    assert "Status Åben siden 1. januar 2010 Lukket fra 1. juli 2025" in text
