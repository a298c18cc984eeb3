"""Webhooks go to public addresses, and to networks that the operator has named: by whatever name, in whatever form."""

import socket
from ipaddress import ip_address, ip_network
from typing import Any

import pytest

from sor.following.webhook_address import BadUrl, NoSuchHost, look_up, may_reach, read_url

INSIDE = [
    "127.0.0.1", "127.1.2.3", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "::", "::1", "fe80::1", "fd00::1", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::", "::127.0.0.1",
    "2001:db8::1", "fec0::1", "feff::1", "fec0::1%1", "2a00:1450::5efe:7f00:1", "2a00:1450::200:5efe:7f00:1", "3fff::1",
    "5f00::1", "192.88.99.1", "192.0.0.8", "192.0.0.9", "2001:20::1", "4000::1", "64:ff9b::c058:6301",
]  # fmt: skip
OUTSIDE = ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:93.184.215.14", "64:ff9b::5db8:d70e"]


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_not_reached(address: str) -> None:
    assert not may_reach(ip_address(address), ())


@pytest.mark.parametrize("address", OUTSIDE)
def test_a_public_address_is_reached(address: str) -> None:
    assert may_reach(ip_address(address), ())


@pytest.mark.parametrize(
    ("address", "network", "is_reached"),
    [
        ("127.0.0.1", "127.0.0.0/8", True), ("::ffff:127.0.0.1", "127.0.0.0/8", True), ("::1", "127.0.0.0/8", False),
        ("10.1.2.3", "10.1.0.0/16", True), ("10.2.2.3", "10.1.0.0/16", False), ("169.254.1.1", "127.0.0.0/8", False),
    ],
)  # fmt: skip
def test_a_network_that_is_named_is_reached_and_no_other(address: str, network: str, is_reached: bool) -> None:
    assert may_reach(ip_address(address), (ip_network(network),)) == is_reached


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://[::1]:8080/x", "http://localhost/", "http://2130706433/", "http://0x7f.1/",
        "http://127.1/", "http://0177.0.0.1/",
    ],
)  # fmt: skip
def test_a_name_that_leads_inside_is_refused_however_it_is_written(url: str) -> None:
    with pytest.raises(BadUrl, match=r"no public network|cannot be looked up"):
        look_up(read_url(url), ())


def test_one_address_inside_among_many_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    def two(*_: Any, **__: Any) -> list[Any]:
        return [(2, 1, 6, "", (address, 443)) for address in ("93.184.215.14", "10.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", two)
    with pytest.raises(BadUrl, match=r"^two\.example leads to no public network\. ") as refused:
        look_up(read_url("https://two.example/"), ())
    assert "10.0.0.1" not in f"{refused.value}{refused.value.danish}", "nobody learns what names inside lead to"


def test_a_name_that_nobody_knows_is_told() -> None:
    with pytest.raises(NoSuchHost, match=r"nowhere\.invalid cannot be looked up"):
        look_up(read_url("https://nowhere.invalid/"), ())


@pytest.mark.parametrize(
    "url",
    [
        "", "example.dk", "ftp://example.dk/", "file:///etc/passwd", "https://", "https://example.dk:0/",
        "https://example.dk:99999/", "https://example.dk/a b", "https://example.dk/\r\nX: y", "https://ex\\ample.dk/",
        "https://blåbær.dk/ø", "https://[::1/", "https://example.dk/" + "a" * 2000, "javascript:alert(1)",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(BadUrl, match="is no address for a webhook"):
        read_url(url)


def test_a_password_in_an_address_is_refused() -> None:
    with pytest.raises(BadUrl, match="holds a user or a password"):
        read_url("https://me:secret@example.dk/")


@pytest.mark.parametrize(
    ("url", "authority", "at"),
    [
        ("https://example.dk/a?b=1", "example.dk", "https://1.2.3.4:443/a?b=1"),
        ("http://Example.dk:8080", "example.dk:8080", "http://1.2.3.4:8080/"),
    ],
)
def test_what_is_connected_to_is_the_number_and_what_is_asked_for_the_name(url: str, authority: str, at: str) -> None:
    found = read_url(url)
    assert (found.authority, found.at(ip_address("1.2.3.4"))) == (authority, at)
