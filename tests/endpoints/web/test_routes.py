"""The addresses of the web application."""

from sor.endpoints.web import routes
from sor.following.phone_book import PhoneBook
from sor.register import Register


def test_all_addresses(register: Register) -> None:
    found = {route.path for router in routes(register, PhoneBook(register)) for route in router.routes}
    assert found == {
        "/", "/units/{code:str}", "/units/{code:str}/compare", "/tree/{code:str}", "/tree/{code:str}/branch",
        "/static/{name:path}", "/data/{name:path}", "/recipients", "/recipients/between",
        "/shak", "/shak/{code:str}", "/found.csv", "/found.xlsx", "/suggest", "/map.svg",
    }  # fmt: skip
