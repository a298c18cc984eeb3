"""The addresses of the web application."""

import time

from litestar import Litestar
from litestar.testing import TestClient

from sor.endpoints.web import routes
from sor.phone_book import PhoneBook
from sor.register import Register
from tests.endpoints.web.small_register import PRACTICE_PROVIDER


def test_all_addresses(register: Register) -> None:
    found = {route.path for router in routes(register, PhoneBook(register)) for route in router.routes}
    assert found == {
        "/", "/units/{code:str}", "/units/{code:str}/compare", "/tree/{code:str}", "/tree/{code:str}/branch",
        "/recipients", "/recipients/between", "/static/{name:path}", "/data/{name:path}",
    }  # fmt: skip


def test_a_unit_page_takes_less_than_thirty_milliseconds(client: TestClient[Litestar]) -> None:
    took = []
    for _ in range(12):
        start = time.perf_counter()
        client.get(f"/units/{PRACTICE_PROVIDER}")
        took.append(time.perf_counter() - start)
    assert min(took) < 0.03
