"""Who has one IPv6 address has a network of them; who has one of IPv4 has that."""

import pytest

from sor.endpoints.http.counted_address import counted_address


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("192.0.2.1", "192.0.2.2", False),
        ("fe80::1%eth0", "fe80::2", True),
        ("testclient", "unix", False),
        ("", "::", False),
    ],
)
def test_what_is_given_out_together_is_one_caller(one: str, other: str, is_same: bool) -> None:
    assert (counted_address(one) == counted_address(other)) is is_same
