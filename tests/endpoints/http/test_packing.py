"""Long pages go out as gzip to readers who take it."""

import pytest
from litestar import Router, get
from litestar.testing import create_test_client

from sor.endpoints.http.packing import LEAST, PACKED, pack_at_first


@pytest.mark.parametrize(
    ("length", "takes", "is_packed"), [(LEAST, "gzip", True), (LEAST, "identity", False), (10, "gzip", False)]
)
def test_only_what_is_long_is_packed_and_only_for_who_takes_it(length: int, takes: str, *, is_packed: bool) -> None:
    @get("/text")
    async def text() -> str:
        return "a" * length

    with create_test_client(Router("/", route_handlers=[text], middleware=[PACKED])) as client:
        answer = client.get("/text", headers={"accept-encoding": takes})
    assert ("content-encoding" in answer.headers) == is_packed
    assert answer.text == "a" * length


@pytest.mark.parametrize("cookie", ["", "sor_session=x"])
def test_a_page_with_the_mark_of_a_session_is_packed_for_nobody_who_brings_one(cookie: str) -> None:
    @get("/text", middleware=[pack_at_first])
    async def text() -> str:
        return "a" * LEAST

    headers = {"accept-encoding": "gzip"} | ({"cookie": cookie} if cookie else {})
    with create_test_client(text) as client:
        answer = client.get("/text", headers=headers)
    assert ("content-encoding" in answer.headers) == (not cookie)
    assert answer.text == "a" * LEAST
