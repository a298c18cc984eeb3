"""The address by which a caller is counted: who has one IPv6 address has a whole network of them."""

from functools import lru_cache
from ipaddress import IPv6Address, IPv6Network, ip_address

ONE_SITE = 64
"""Bits of an IPv6 address that are given out together: all that is behind them is one caller (RFC 6177, RFC 7421)."""


@lru_cache(4096)
def counted_address(host: str) -> str:
    """An address as callers are counted, and take turns: IPv4 as it is, also inside IPv6; of IPv6 the network of 64
    bits. What is no address stays as it is.
    """
    try:
        found = ip_address(host)
    except ValueError:
        return host
    if not isinstance(found, IPv6Address):
        return host
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(IPv6Network((int(found), ONE_SITE), strict=False))
