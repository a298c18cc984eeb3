"""What a proxy in front of the server says of the caller for whom it asks: believed of trusted proxies alone.

``Forwarded`` (RFC 7239) or ``X-Forwarded-For`` and ``X-Forwarded-Proto``. From anybody else they are ignored.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address

from litestar.types import HTTPScope

from sor.endpoints.http.problem import Problem, Sentence

PAIR = re.compile(r'\s*([A-Za-z]+)=("(?:[^"\\]|\\.)*"|[^\s;,"]*)\s*(;|,|$)')
PORT = re.compile(r"(\[[^\]]*\]|[^:]*):[0-9A-Za-z._-]+")
UNKNOWN = "unknown"
"""The address of a caller that a trusted proxy does not name; it lies in no network."""

SAID = frozenset({b"forwarded", b"x-forwarded-for", b"x-forwarded-proto"})
SCHEMES = frozenset({"http", "https"})
MOST_KEPT = 10_000


class Networks:
    """Some networks, and the question whether an address lies in one; what was asked is remembered."""

    def __init__(self, networks: Sequence[IPv4Network | IPv6Network]) -> None:
        self._networks = tuple(networks)
        self._known: dict[str, bool] = {}

    def __bool__(self) -> bool:
        return bool(self._networks)

    def __contains__(self, address: str) -> bool:
        known = self._known.get(address)
        if known is None:
            if len(self._known) > MOST_KEPT:
                self._known.clear()
            known = self._known[address] = self._looked_up(address)
        return known

    def _looked_up(self, text: str) -> bool:
        try:
            found = ip_address(text)
        except ValueError:
            return False
        if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
            found = found.ipv4_mapped
        return any(found in network for network in self._networks)


class Proxies:
    """The trusted proxies of a server."""

    def __init__(self, networks: Sequence[IPv4Network | IPv6Network]) -> None:
        self._trusted = Networks(networks)

    def asks_for(self, scope: HTTPScope) -> bool:
        """Whether a request came through a trusted proxy."""
        client = scope.get("client")
        return bool(self._trusted) and client is not None and client[0] in self._trusted

    def resolve_scope(self, scope: HTTPScope) -> HTTPScope:
        """The scope with the caller's own address, and the scheme by which the proxy was asked. A caller whom the proxy
        does not name is nobody known. Raises Problem when the proxy says two things.
        """
        forwarded, addresses, scheme = _read_said(scope)
        told = [self._caller(chain) for chain in (forwarded, addresses) if chain]
        if len({caller for caller, _ in told}) > 1:
            raise Problem("bad-request", Sentence(
                "Forwarded", "Forwarded og X-Forwarded-For siger ikke det samme om, hvem der spørger.",
                "Forwarded and X-Forwarded-For do not say the same of who is asking.",
            ))  # fmt: skip
        caller, by = told[0] if told else (UNKNOWN, "")
        scheme = by or scheme
        return {
            **scope,
            "client": (caller, 0),
            "headers": [header for header in scope["headers"] if header[0] not in SAID],
            "scheme": scheme if scheme in SCHEMES else scope.get("scheme", "http"),
        }

    def _caller(self, chain: list[tuple[str, str]]) -> tuple[str, str]:
        """(address, scheme) of the nearest one in a chain, the farthest first, that is no trusted proxy."""
        for node, scheme in reversed(chain):
            address = _address(node)
            if address not in self._trusted:
                return address, scheme
        return _address(chain[0][0]), chain[0][1]


def is_sent_on(scope: HTTPScope) -> bool:
    """Whether a request says that it was sent on for somebody else, by a proxy that is not trusted."""
    return any(name in SAID for name, _ in scope["headers"])


def _read_said(scope: HTTPScope) -> tuple[list[tuple[str, str]], list[tuple[str, str]], str]:
    """(what ``Forwarded`` says, what ``X-Forwarded-For`` says, the last ``X-Forwarded-Proto``)."""
    found: dict[bytes, list[str]] = {name: [] for name in SAID}
    for name, value in scope["headers"]:
        if name in found:
            found[name].append(value.decode("latin-1"))
    elements = _elements(",".join(found[b"forwarded"])) if found[b"forwarded"] else []
    addresses = [node.strip() for node in ",".join(found[b"x-forwarded-for"]).split(",") if node.strip()]
    scheme = found[b"x-forwarded-proto"][-1].rpartition(",")[2] if found[b"x-forwarded-proto"] else ""
    return elements, [(node, "") for node in addresses], scheme.strip().lower()


def _elements(text: str) -> list[tuple[str, str]]:
    """(for, proto) of each element of ``Forwarded``. What cannot be read is a caller unknown."""
    found: list[tuple[str, str]] = []
    pairs: dict[str, str] = {}
    place = 0
    while place < len(text):
        pair = PAIR.match(text, place)
        if pair is None:
            return [(UNKNOWN, "")]
        pairs[pair[1].lower()] = re.sub(r"\\(.)", r"\1", pair[2][1:-1]) if pair[2][:1] == '"' else pair[2]
        place = pair.end()
        if pair[3] != ";" or place >= len(text):
            found.append((pairs.get("for", UNKNOWN), pairs.get("proto", "").lower()))
            pairs = {}
    return found


@lru_cache(MOST_KEPT)
def _address(node: str) -> str:
    """The address of a node, without brackets and port; unknown when it is none."""
    with_port = PORT.fullmatch(node)
    bare = (with_port[1] if with_port else node).strip("[]")
    try:
        return str(ip_address(bare))
    except ValueError:
        return UNKNOWN
