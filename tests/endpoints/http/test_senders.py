"""No page of another site makes a reader's browser change anything here, at any address and by any method."""

from typing import Any

import pytest
from litestar.testing import TestClient

from sor.endpoints.http.senders import (
    ANSWERED,
    BY_LINK,
    CHANGES_BY_GET,
    DEMANDED,
    FORM,
    FROM_PROVIDERS,
    MARKED,
    OF_FORMS,
    OPEN_FORMS,
    OPTIONAL,
    UPLOADS,
    WITH_FILE,
)
from tests.endpoints.rest.conftest import client, doors, register
from tests.quick_part import few

__all__ = ["client", "doors", "register"]

WRITING = ("POST", "PUT", "PATCH", "DELETE")
FOREIGN = (
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://testserver.local.evil.example"},
    {"Origin": "http://testserver.local:81"},
    {"Origin": "ftp://testserver.local"},
    {"Origin": "http://[broken"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
)
OWN: tuple[dict[str, str], ...] = (
    {},
    {"Origin": "http://testserver.local"},
    {"Origin": "http://testserver.local:80"},
    {"Origin": "https://testserver.local"},
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
)


def addresses(doors: Any) -> set[str]:
    """Every address there is, with the names in it filled in, and one that there is not."""
    framework = {route.path for route in doors._inner.routes}
    filled = {"/".join("1" if "{" in part else part for part in path.split("/")) for path in framework}
    return filled | set(doors._direct) | {"/no/such/address"}


def refusal(answer: Any) -> str:
    """The rule for which a request was refused; SOAP has no rules: the one whose words stand there."""
    if "xml" in answer.headers["content-type"]:
        return next((rule for rule, words in (
            ("foreign-origin", "The request comes from a page"), ("media-type", "The header Content-Type"),
        ) if words in answer.text), "")  # fmt: skip
    if "json" not in answer.headers["content-type"] or "findings" not in answer.json():
        return ""
    return str(answer.json()["findings"][0]["rule"])


@pytest.mark.slow
@pytest.mark.parametrize("header", few(FOREIGN, every=3))
def test_a_page_of_another_site_changes_nothing_anywhere(doors: Any, client: TestClient[Any], header: Any) -> None:
    from_providers = {path for path in addresses(doors) if FROM_PROVIDERS.fullmatch(path)}
    assert from_providers == {f"/login/1/{part}" for part in ("acs", "ended", "logout")}, "judged by signature instead"
    by_link = {path for path in addresses(doors) if BY_LINK.fullmatch(path)}
    assert by_link == {"/news/leave/1"}, "judged by what the link says instead"
    asked = [(method, path) for path in sorted(addresses(doors) - from_providers - by_link) for method in WRITING]
    asked += [("GET", path) for path in sorted(CHANGES_BY_GET)]
    assert len(asked) > 150
    for method, path in asked:
        answer = client.request(method, path, headers={"Host": "testserver.local", **header})
        assert (answer.status_code, refusal(answer)) == (403, "foreign-origin"), (method, path)


@pytest.mark.parametrize("header", few(OWN, every=3))
def test_a_page_of_this_register_and_a_program_come_through(
    doors: Any, client: TestClient[Any], header: dict[str, str]
) -> None:
    for path in sorted(addresses(doors)):
        for method in WRITING:
            answer = client.request(method, path, headers={"Host": "testserver.local", **header})
            assert refusal(answer) != "foreign-origin", (method, path)


def test_a_form_of_a_browser_is_taken_only_where_it_is_named(doors: Any, client: TestClient[Any]) -> None:
    for path in sorted(addresses(doors)):
        is_form = any(forms.fullmatch(path) for forms in (MARKED, OPEN_FORMS, FROM_PROVIDERS, ANSWERED))
        taken = (
            {FORM, WITH_FILE}
            if path in UPLOADS or BY_LINK.fullmatch(path)
            else {FORM}
            if is_form
            else set(OPTIONAL.get(path, ())) | set(DEMANDED.get(path, ()))
        )
        for kind in OF_FORMS - taken:
            for asked in (path, f"/{path}/"):
                answer = client.post(asked, headers={"Content-Type": kind}, content=b"a=b")
                assert (answer.status_code, refusal(answer)) == (415, "media-type"), (asked, kind)


@pytest.mark.slow
def test_plain_text_is_taken_nowhere(doors: Any, client: TestClient[Any]) -> None:
    for path in sorted(addresses(doors)):
        for method in WRITING:
            for kind in ("text/plain", "TEXT/PLAIN;charset=utf-8"):
                answer = client.request(method, path, headers={"Content-Type": kind}, content=b"{}")
                assert (answer.status_code, refusal(answer)) == (415, "media-type"), (method, path)


def test_a_packed_body_is_taken_nowhere_and_the_sentence_says_how_to_send_it(
    doors: Any, client: TestClient[Any]
) -> None:
    for path in sorted(addresses(doors)):
        for coding in ("gzip", "x-anything, br"):
            answer = client.post(path, headers={"Content-Encoding": coding}, content=b"\x1f\x8b")
            assert answer.status_code == 415, path
            assert (
                "without the header Content-Encoding" in answer.text or "uden hovedet Content-Encoding" in answer.text
            )
            if "json" in answer.headers["content-type"]:
                assert answer.headers["accept-encoding"] == "identity", path
    identity = client.post("/api/v1/units/lookup", headers={"Content-Encoding": "identity"}, json={"codes": ["1"]})
    assert identity.status_code == 200


def test_where_a_body_alone_is_enough_it_names_the_kind_that_its_address_takes(client: TestClient[Any]) -> None:
    for path, kinds in DEMANDED.items():
        for wrong in ({}, {"Content-Type": "multipart/form-data"}, {"Content-Type": "application/jsonp"}):
            assert refusal(client.post(path, headers=wrong, content=b"x")) == "media-type", (path, wrong)
        for kind in kinds:
            answer = client.post(path, headers={"Content-Type": f"{kind}; charset=utf-8"}, content=b"x")
            assert refusal(answer) != "media-type", (path, kind)


def test_elsewhere_a_body_may_come_without_a_kind_and_never_with_a_wrong_one(client: TestClient[Any]) -> None:
    for path, kinds in OPTIONAL.items():
        for header in ({}, *({"Content-Type": kind} for kind in kinds)):
            assert refusal(client.post(path, headers=header, content=b"x")) != "media-type", (path, header)
        for wrong in ("multipart/form-data", "application/jsonp"):
            answer = client.post(path, headers={"Content-Type": wrong}, content=b"x")
            assert (answer.status_code, refusal(answer)) == (415, "media-type"), (path, wrong)


def test_no_origin_of_one_of_two_hosts_is_its_own(client: TestClient[Any]) -> None:
    headers = [("Host", "testserver.local"), ("Origin", "http://testserver.local"), ("Origin", "http://evil.example")]
    assert refusal(client.post("/api/v1/changes", headers=headers)) == "foreign-origin"


def test_reading_is_free_for_pages_of_other_sites(client: TestClient[Any]) -> None:
    for path in ("/", "/version", "/api/openapi.json"):
        assert client.get(path, headers={"Origin": "https://other.example"}).status_code == 200
