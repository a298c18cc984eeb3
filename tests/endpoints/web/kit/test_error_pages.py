"""Pages for what cannot be shown."""

from litestar import Litestar, Request, Response, get
from litestar.testing import TestClient

from sor.core.identifiers import sor_code
from sor.endpoints.web import routes, unknown_page
from sor.following.phone_book import PhoneBook
from sor.register import Register, Submission
from tests.endpoints.web.small_register import UNKNOWN, WARD, copied, unit
from tests.new_databases import NewDatabases

Client = TestClient[Litestar]


def test_an_unknown_code_leads_to_the_search(client: Client) -> None:
    answer = client.get(f"/units/{UNKNOWN}")
    assert answer.status_code == 404
    assert "Enheden findes ikke" in answer.text
    assert "Koden kan ikke være rigtig" not in answer.text
    assert f'href="/?q={UNKNOWN}&amp;open=all"' in answer.text


def test_a_code_that_a_spreadsheet_destroyed_is_mended(client: Client) -> None:
    text = client.get("/units/1175141000016000").text
    assert "Koden kan ikke være rigtig: kontrolcifferet er forkert." in text
    assert "<code>1175141000016009</code>" in text


def test_a_unit_that_was_not_known_yet_is_told_apart(new_sqlite: NewDatabases) -> None:
    register = copied(new_sqlite)
    code = sor_code(9_000_401)
    register.submit(Submission([unit(code, 20260101, level="IO", name="Nyregistreret")], "anna", "web"))
    with TestClient(Litestar(routes(register, PhoneBook(register)), openapi_config=None)) as client:
        answer = client.get(f"/units/{code}?known=@1")
        assert client.get(f"/units/{code}").status_code == 200
    assert answer.status_code == 404
    assert "Enheden er kendt i dag, men var det ikke på det valgte tidspunkt." in answer.text


def test_a_day_that_is_none_is_400_and_says_how_to_write_one(client: Client) -> None:
    for query in ("valid=31-12-2026", "known=@999", "known=1999-01-01"):
        answer = client.get(f"/units/{WARD}?{query}")
        assert answer.status_code == 400
        assert "Skriv en dag som 2026-07-01." in answer.text
        assert f'href="/units/{WARD}"' in answer.text


def test_an_address_that_leads_nowhere(register: Register) -> None:
    @get("/nowhere", sync_to_thread=False)
    def nowhere(request: Request) -> Response[str]:  # type: ignore[type-arg]
        return unknown_page(register, request)

    with TestClient(Litestar([*routes(register, PhoneBook(register)), nowhere], openapi_config=None)) as client:
        answer = client.get("/nowhere?lang=en")
    assert answer.status_code == 404
    assert "There is no such page" in answer.text
