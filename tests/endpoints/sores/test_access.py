"""Who gets in: the networks of the settings, a socket on the machine, whoever shows the token."""

from ipaddress import ip_network
from typing import Any

import pytest

from sor.endpoints.http.problem import Problem
from sor.endpoints.sores.access import Inside


def gets_in(client: Any, token: str = "", authorization: str = "") -> bool:
    inside = Inside([ip_network("10.0.0.0/8"), ip_network("::1")], token)
    try:
        inside.check({"client": client, "headers": [(b"authorization", authorization.encode())]})
    except Problem:
        return False
    return True


@pytest.mark.parametrize("address", ["10.3.2.1", "::ffff:10.3.2.1", "::1"])
def test_an_address_inside(address: str) -> None:
    assert gets_in((address, 1))


@pytest.mark.parametrize("address", ["127.0.0.1", "11.0.0.1", "fe80::1", "testclient"])
def test_an_address_outside(address: str) -> None:
    assert not gets_in((address, 1))


def test_a_socket_on_the_machine() -> None:
    assert gets_in(None)


def test_the_token_opens_from_anywhere_and_only_the_right_one() -> None:
    assert gets_in(("11.0.0.1", 1), "secret", "Bearer secret")
    assert not gets_in(("11.0.0.1", 1), "secret", "Bearer other")
    assert not gets_in(("11.0.0.1", 1), "secret", "Basic secret")
    assert not gets_in(("11.0.0.1", 1), "", "Bearer ")
