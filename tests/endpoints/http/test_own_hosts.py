"""A server answers to its own names alone, at every address; a proxy that writes another name works by the setting."""

from collections.abc import Callable
from typing import Any

import pytest
from litestar.testing import TestClient

from sor.endpoints.app import app
from sor.endpoints.http.own_hosts import OwnHosts
from sor.register import Register
from sor.settings import BadSetting, read_settings
from sor.store.database import Database
from tests.conftest import StandingClock
from tests.endpoints.http.test_senders import addresses, refusal
from tests.endpoints.rest.conftest import client, doors, register

__all__ = ["client", "doors", "register"]

NAMED = {"SOR_PUBLIC_URL": "https://sor.example:8443", "SOR_HOSTS": "backend, sor.inside", "SOR_HOST": "sor.local"}


def answered(*hosts: str, version: str = "1.1") -> int:
    """The status with which a request of HTTP is refused that names these hosts; 200 when it is taken."""
    headers = [(b"host", host.encode("latin-1")) for host in hosts]
    found = OwnHosts(read_settings(NAMED)).refuse_host({"http_version": version, "headers": headers})
    return 200 if found is None else found.status


def is_taken(*hosts: str) -> bool:
    return answered(*hosts) == 200


@pytest.mark.parametrize(
    "host",
    ["localhost", "LOCALHOST:8080", "localhost.", "127.0.0.1:8080", "[::1]:8080", "192.0.2.1", "sor.example",
     "Sor.Example:443", "backend", "sor.inside:9", "sor.local"],
)  # fmt: skip
def test_own_names_and_addresses_in_figures(host: str) -> None:
    assert is_taken(host)
    assert is_taken(host), "also when it is asked again"


@pytest.mark.parametrize(
    "host",
    ["evil.example", "sor.example.evil.example", "evil.example:8080", "localhost.evil.example",
     "127.0.0.1.evil.example", "2130706433.evil", "2130706433", "0x7f000001", "127.1"],
)  # fmt: skip
def test_foreign_names(host: str) -> None:
    assert answered(host) == 421


@pytest.mark.parametrize(
    "host",
    ["evil@127.0.0.1", "evil:x@localhost", "sor.example@evil.example", "127.0.0.1/evil", "127.0.0.1?evil",
     "localhost#evil", "evil.example#sor.example", "", " localhost", "localhost,evil.example", "[::1", "::1",
     "[fe80::1%25eth0]", "s\xf8r.example", "*", "localhost:", "localhost:x", "localhost:123456", "http://localhost"],
)  # fmt: skip
def test_what_is_neither_a_name_nor_an_address(host: str) -> None:
    assert answered(host) == 400


def test_a_request_names_one_host_and_only_http_1_0_may_name_none() -> None:
    assert answered() == 400
    assert answered(version="1.0") == 200
    for version in ("1.0", "1.1"):
        assert answered("localhost", "localhost", version=version) == 400


@pytest.mark.parametrize("url", ["sor.example", "ftp://sor.example", "https://sor.example/path", "https://a b"])
def test_a_public_address_is_a_scheme_and_a_name(url: str) -> None:
    with pytest.raises(BadSetting, match="SOR_PUBLIC_URL"):
        read_settings({"SOR_PUBLIC_URL": url})


@pytest.mark.slow
def test_a_name_that_leads_here_by_a_strangers_will_gets_nothing_at_any_address(
    doors: Any, client: TestClient[Any]
) -> None:
    for path in [*sorted(addresses(doors)), "/api/v1/units/1"]:
        for method in ("GET", "HEAD", "POST"):
            headers = {"Host": "evil.example", "Origin": "http://evil.example"}
            answer = client.request(method, path, headers=headers)
            assert answer.status_code == 421, (method, path)
            if method != "HEAD":
                assert "The server does not know itself as 'evil.example'" in answer.text, (method, path)


def test_a_reader_of_pages_is_refused_by_a_page_that_needs_nothing(doors: Any, client: TestClient[Any]) -> None:
    foreign = {"Host": "evil.example"}, {"Host": "evil@localhost"}, {"Host": "localhost", "Origin": "http://evil"}
    for header, status in zip(foreign, (421, 400, 403), strict=True):
        for path in ("/", "/units/1?lang=en", "/no/such/page", "/files"):
            method = "POST" if "Origin" in header else "GET"
            answer = client.request(method, path, headers={"Accept": "text/html,*/*;q=0.8", **header})
            assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
            assert ("evil" in answer.text, "default-src 'none'" in answer.headers["content-security-policy"]) == (
                True, True,
            )  # fmt: skip
            assert ("That cannot be asked" in answer.text) is ("lang=en" in path)
        told = client.get("/api/v1/units/1", headers={"Accept": "text/html", "Host": "evil.example"})
        assert told.headers["content-type"] == "application/problem+json", "REST speaks JSON to everybody"


PROXIED = {**NAMED, "SOR_TRUSTED_PROXIES": "127.0.0.1"}


@pytest.fixture
def asked(new_sqlite: Callable[[], Database]) -> Any:
    """A function that asks the server of a small register from an address, with headers."""
    register = Register(new_sqlite(), StandingClock())
    register.init("master", demo=True)

    def ask(method: str, path: str, client: str, headers: dict[str, str], **settings: str) -> Any:
        doors = app(register, read_settings({"SOR_SORES_STARTUP_RELOAD": "false", **PROXIED, **settings}))
        with TestClient(_from(client, doors)) as door:
            return door.request(method, path, headers={"Host": "sor.example", **headers})

    return ask


def _from(client: str, doors: Any) -> Any:
    """The application as it is asked from an address."""

    async def asked(scope: Any, receive: Any, send: Any) -> None:
        await doors({**scope, "client": (client, 1)} if scope["type"] == "http" else scope, receive, send)

    return asked


CLOCK = {"Content-Type": "application/json"}


@pytest.mark.slow
def test_what_strangers_say_of_themselves_is_ignored(asked: Any) -> None:
    forged = {"X-Forwarded-For": "127.0.0.1", "Forwarded": "for=127.0.0.1", "X-Forwarded-Proto": "https"}
    assert asked("GET", "/sores/version", "192.0.2.1", forged).status_code == 403
    hidden = asked("GET", "/sores/version", "127.0.0.1", forged, SOR_TRUSTED_PROXIES="")
    assert hidden.status_code == 403, "a proxy that nobody named does not lend its place inside"
    assert "is not named in SOR_TRUSTED_PROXIES" in hidden.text
    assert asked("GET", "/sores/version", "192.0.2.1", forged, SOR_TRUSTED_PROXIES="192.0.2.0/24").status_code == 200


@pytest.mark.slow
def test_who_asks_through_a_trusted_proxy_is_not_taken_for_the_proxy(asked: Any) -> None:
    assert asked("GET", "/sores/version", "127.0.0.1", {"X-Forwarded-For": "192.0.2.7"}).status_code == 403
    assert asked("GET", "/sores/version", "127.0.0.1", {"X-Forwarded-For": "127.0.0.5"}).status_code == 200
    silent = asked("GET", "/sores/version", "127.0.0.1", {})
    assert silent.status_code == 403, "the proxy does not say for whom it asks"


@pytest.mark.slow
def test_a_proxy_that_writes_its_own_name_works_by_the_setting(asked: Any) -> None:
    own = {"Host": "backend", "X-Forwarded-For": "192.0.2.7", "Origin": "https://sor.example:8443", **CLOCK}
    assert refusal(asked("POST", "/demo/clock", "127.0.0.1", own)) != "foreign-origin"
    told = refusal(asked("POST", "/demo/clock", "192.0.2.1", own))
    assert told != "foreign-origin", "no proxy, but pages at the public address are this register's"
    foreign = own | {"Origin": "https://evil.example"}
    assert refusal(asked("POST", "/demo/clock", "127.0.0.1", foreign)) == "foreign-origin"
    wsdl = asked("GET", "/sor-opslag/SORLookupService?wsdl", "127.0.0.1", own)
    assert 'location="https://sor.example:8443/sor-opslag/SORLookupService"' in wsdl.text


def test_behind_a_proxy_the_contracts_name_the_scheme_that_it_was_asked_by(asked: Any) -> None:
    given = {"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https"}
    wsdl = asked("GET", "/sor-opslag/SORLookupService?wsdl", "127.0.0.1", given)
    assert 'location="https://sor.example/sor-opslag/SORLookupService"' in wsdl.text
