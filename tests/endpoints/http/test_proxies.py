"""What a proxy says of the caller is believed of trusted ones alone, and never when it says two things."""

from ipaddress import ip_network
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sor.endpoints.http.problem import Problem
from sor.endpoints.http.proxies import UNKNOWN, Proxies

TRUSTED = Proxies([ip_network("10.0.0.0/8"), ip_network("::1")])
PROXY = "10.0.0.1"


def scope(client: str, *headers: tuple[str, str]) -> dict[str, Any]:
    pairs = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers]
    return {"type": "http", "client": (client, 5), "scheme": "http", "headers": pairs}


def caller(*headers: tuple[str, str], proxy: str = PROXY) -> tuple[str, str]:
    asked = scope(proxy, *headers)
    assert TRUSTED.asks_for(asked)
    found = TRUSTED.resolve_scope(asked)
    return found["client"][0], found["scheme"]


def test_only_trusted_proxies_ask_for_others() -> None:
    assert TRUSTED.asks_for(scope(PROXY))
    assert TRUSTED.asks_for(scope("::ffff:10.0.0.1"))
    assert not TRUSTED.asks_for(scope("192.0.2.1"))
    assert not TRUSTED.asks_for({**scope(PROXY), "client": None})
    assert not Proxies([]).asks_for(scope("127.0.0.1"))


FOR = "X-Forwarded-For"


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ([(FOR, "192.0.2.7")], ("192.0.2.7", "http")),
        ([(FOR, "192.0.2.7"), ("X-Forwarded-Proto", "https")], ("192.0.2.7", "https")),
        ([(FOR, "192.0.2.7"), ("X-Forwarded-Proto", "https, http")], ("192.0.2.7", "http")),
        ([(FOR, "192.0.2.7"), ("X-Forwarded-Proto", "gopher")], ("192.0.2.7", "http")),
        ([(FOR, "127.0.0.1, 192.0.2.7")], ("192.0.2.7", "http")),  # what the caller wrote itself stands farther left
        ([(FOR, "127.0.0.1"), (FOR, "192.0.2.7")], ("192.0.2.7", "http")),
        ([(FOR, "192.0.2.7, 10.0.0.2")], ("192.0.2.7", "http")),  # two trusted proxies
        ([(FOR, "10.0.0.3, 10.0.0.2")], ("10.0.0.3", "http")),
        ([(FOR, "192.0.2.7:4711")], ("192.0.2.7", "http")),
        ([(FOR, "[2001:db8::1]:4711")], ("2001:db8::1", "http")),
        ([(FOR, "2001:db8::1")], ("2001:db8::1", "http")),
        ([(FOR, "127.0.0.1, nonsense")], (UNKNOWN, "http")),
        ([(FOR, " , ")], (UNKNOWN, "http")),
        ([], (UNKNOWN, "http")),
        ([("Forwarded", "for=192.0.2.7;proto=https;by=10.0.0.1")], ("192.0.2.7", "https")),
        ([("Forwarded", 'For="[2001:db8::1]:4711"')], ("2001:db8::1", "http")),
        ([("Forwarded", "for=127.0.0.1, for=192.0.2.7")], ("192.0.2.7", "http")),
        ([("Forwarded", "for=192.0.2.7;proto=https, for=10.0.0.2;proto=http")], ("192.0.2.7", "https")),
        ([("Forwarded", "for=_hidden")], (UNKNOWN, "http")),
        ([("Forwarded", "proto=https")], (UNKNOWN, "https")),
        ([("Forwarded", "for=192.0.2.7, what is this")], (UNKNOWN, "http")),
        ([("Forwarded", 'for="192.0.2.7')], (UNKNOWN, "http")),
        ([("Forwarded", "for=192.0.2.7"), (FOR, "192.0.2.7")], ("192.0.2.7", "http")),
    ],
)
def test_who_asks_through_a_proxy(headers: list[tuple[str, str]], told: tuple[str, str]) -> None:
    assert caller(*headers) == told


def test_two_headers_that_differ_are_refused_as_one_is_the_callers_own() -> None:
    for forged in ("for=127.0.0.1", "for=unknown"):
        with pytest.raises(Problem, match="do not say the same"):
            caller(("Forwarded", forged), (FOR, "192.0.2.7"))


@given(some.text(some.characters(min_codepoint=32, max_codepoint=126), max_size=40))
def test_nothing_that_a_caller_writes_makes_it_another(forged: str) -> None:
    """A proxy adds to the right of what came in."""
    assert caller((FOR, forged), (FOR, "192.0.2.7"))[0] == "192.0.2.7"
    found, _ = caller(("Forwarded", forged), ("Forwarded", "for=192.0.2.7"))
    assert found in ("192.0.2.7", UNKNOWN)
