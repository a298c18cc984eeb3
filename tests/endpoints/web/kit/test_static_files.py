"""The files that pages need."""

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from sor.endpoints.web.kit.static_files import FOR_EVER, address_of


def test_a_file_is_compressed_and_kept_for_ever_under_its_digest(client: TestClient[Litestar]) -> None:
    address = address_of("static/css/sor.css")
    answer = client.get(address)
    assert answer.headers["Cache-Control"] == FOR_EVER
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_without_the_digest_it_is_kept_for_a_while_only(client: TestClient[Litestar]) -> None:
    answer = client.get("/static/js/tree.js", headers={"Accept-Encoding": "identity"})
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert "Content-Encoding" not in answer.headers


def test_the_outlines_of_all_municipalities_are_there(client: TestClient[Litestar]) -> None:
    answer = client.get("/data/municipalities.geojson")
    assert answer.headers["Content-Type"] == "application/geo+json"
    assert len({feature["properties"]["KOMKODE"] for feature in answer.json()["features"]}) == 99


@pytest.mark.parametrize(
    "address",
    [
        "/static/nothing.css",
        "/static/%2e%2e/routes.py",
        "/data/..%2froutes.py",
        "/static/css",
        "/static/%2fetc%2fpasswd",
    ],
)
def test_nothing_outside_the_two_folders_is_served(client: TestClient[Litestar], address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_page_that_names_a_missing_file_fails_at_once() -> None:
    with pytest.raises(FileNotFoundError):
        address_of("static/css/missing.css")
