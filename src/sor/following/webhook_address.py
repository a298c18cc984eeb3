"""Which addresses a webhook may reach: those of the public networks, and what the operator has named besides.

A name is looked up anew for every delivery, and what is connected to is the very address that was looked at: neither a
name inside the house, nor one that changes its meaning, nor a redirect leads to where the register alone can go.
"""

import socket
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import NamedTuple, TypeAlias
from urllib.parse import urlsplit

from sor.core.text import is_fit
from sor.register import Refused

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

LONGEST_URL = 2_000
PORTS = {"http": 80, "https": 443}
WITH_IPV4 = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"), ip_network("::/96"))
"""Networks whose addresses lead, translated, to the IPv4 address in their last four bytes."""

NOT_PUBLIC = tuple(map(ip_network, (
    "0.0.0.0/8",  # this network (RFC 1122)
    "100.64.0.0/10",  # shared by the customers of one carrier (RFC 6598)
    "192.0.0.0/24",  # protocol assignments, such as 192.0.0.8 (RFC 6890, RFC 7600)
    "192.88.99.0/24",  # relays of 6to4, which is no more (RFC 7526)
    "198.18.0.0/15",  # measuring (RFC 2544)
    "100::/64",  # thrown away (RFC 6666)
    "2001:2::/48",  # measuring (RFC 5180)
    "2001:10::/28",  # ORCHID and its second version, which are names and lead nowhere (RFC 4843, RFC 7343)
    "2001:20::/28",
    "3fff::/20",  # documents (RFC 9637)
    "5f00::/16",  # segments inside a network (RFC 9602)
    "fec0::/10",  # site-local (RFC 3879)
)))  # fmt: skip
"""Networks that no webhook reaches, whatever the library that reads addresses calls them."""

UNICAST = ip_network("2000::/3")
"""All that is given out of IPv6 for the whole world (RFC 4291, IANA)."""

ISATAP = (0x0000_5EFE, 0x0200_5EFE)
"""What stands before the IPv4 address in the last four bytes of an address of a tunnel inside a site (RFC 5214)."""


class BadUrl(Refused):
    """An address to which no webhook is sent."""


class NoSuchHost(BadUrl):
    """A name that cannot be looked up now."""


class ReadUrl(NamedTuple):
    """The parts of an address of a webhook. path: with the query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """Host and port as the header Host names them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if PORTS[self.scheme] == self.port else f"{host}:{self.port}"

    def at(self, address: Address) -> str:
        """The address with a number in the place of the name."""
        host = f"[{address}]" if address.version == 6 else str(address)
        return f"{self.scheme}://{host}:{self.port}{self.path}"


def read_url(text: str) -> ReadUrl:
    """The parts of an address. Raises BadUrl."""
    try:
        found = urlsplit(text)
        host, port = found.hostname or "", found.port
        host = host if ":" in host else host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        raise _no_url(text) from None
    if not is_fit(text) or not text.isascii() or any(c <= " " or c == "\x7f" for c in text) or "\\" in text:
        raise _no_url(text)
    if found.scheme not in PORTS or not host or port == 0 or len(text) > LONGEST_URL:
        raise _no_url(text)
    if found.username is not None or found.password is not None:
        raise BadUrl(
            "The address holds a user or a password. Leave them out: each delivery is signed.",
            "Adressen indeholder en bruger eller en adgangskode. Udelad dem: hver levering er signeret.",
        )
    path = (found.path or "/") + (f"?{found.query}" if found.query else "")
    return ReadUrl(found.scheme, host, port or PORTS[found.scheme], path)


def look_up(url: ReadUrl, allowed: Iterable[Network]) -> Sequence[Address]:
    """The addresses behind a name, each of which may be reached. allowed: networks that may be although they are not
    public. Raises BadUrl when one may not, NoSuchHost when there is none; neither tells where a name inside the house
    leads to.
    """
    try:
        found = socket.getaddrinfo(url.host, url.port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError):
        raise NoSuchHost(
            f"The name {url.host[:80]} cannot be looked up. Is it written right?",
            f"Navnet {url.host[:80]} kan ikke slås op. Er det skrevet rigtigt?",
        ) from None
    addresses = list(dict.fromkeys(ip_address(str(one[4][0]).partition("%")[0]) for one in found))
    networks = tuple(allowed)
    for address in addresses:
        if not may_reach(address, networks):
            raise BadUrl(
                f"{url.host[:80]} leads to no public network. Webhooks go to public addresses, and to the networks that"
                " the operator names in SOR_WEBHOOK_ALLOWED.",
                f"{url.host[:80]} fører ikke til et offentligt net. Webhooks sendes til offentlige adresser og til de"
                " net, som driften nævner i SOR_WEBHOOK_ALLOWED.",
            )
    return addresses


def is_number(host: str) -> bool:
    """Whether a host is an address itself and no name."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def may_reach(address: Address, allowed: Sequence[Network]) -> bool:
    """Whether an address lies in a public network, or in one that is named."""
    plain = _find_meant(address)
    if any(plain.version == network.version and plain in network for network in allowed):
        return True
    if any(plain.version == network.version and plain in network for network in NOT_PUBLIC):
        return False
    if plain.version == 6 and plain not in UNICAST:
        return False
    return plain.is_global and not plain.is_multicast and not plain.is_reserved and not plain.is_unspecified


def _find_meant(address: Address) -> Address:
    """The address that an IPv6 address leads to in the end."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    is_isatap = int(address) >> 32 & 0xFFFF_FFFF in ISATAP
    if is_isatap or (int(address) > 1 and any(address in network for network in WITH_IPV4)):
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address


def _no_url(text: str) -> BadUrl:
    shown = "".join(c if c.isprintable() else "?" for c in text[:80])
    return BadUrl(
        f"'{shown}' is no address for a webhook. Write one such as https://example.dk/sor, of at most {LONGEST_URL}"
        " characters, without blanks.",
        f"»{shown}« er ingen adresse for en webhook. Skriv en som https://example.dk/sor på højst {LONGEST_URL} tegn"
        " uden blanktegn.",
    )
