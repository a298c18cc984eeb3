"""Who may ask SORES: callers from inside the allowed networks, and those who show the token."""

from collections.abc import Sequence
from hmac import compare_digest
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any

from sor.endpoints.problem import Problem, Sentence


class Inside:
    """The networks and the token (none when empty) that open the door."""

    def __init__(self, networks: Sequence[IPv4Network | IPv6Network], token: str) -> None:
        self._networks = networks
        self._token = token.encode()
        self._known: dict[str, bool] = {}

    def check(self, scope: Any) -> None:
        """Raises Problem for a caller from outside."""
        client = scope.get("client")
        if client is None or self._is_inside(client[0]) or self._shows_token(scope):
            return  # no client: a socket on this machine
        refused = f"Adressen {client[0]} må ikke spørge SORES.", f"The address {client[0]} may not ask SORES."
        raise Problem("not-allowed", Sentence(
            "",
            f"{refused[0]} SORES er kun for det indre af platformen: spørg SORLS eller /api/v1, eller få adressen"
            " skrevet i SOR_SORES_ALLOWED.",
            f"{refused[1]} SORES is for the inside of the platform only: ask SORLS or /api/v1, or have the address"
            " written in SOR_SORES_ALLOWED.",
        ))  # fmt: skip

    def _is_inside(self, text: str) -> bool:
        known = self._known.get(text)
        if known is None:
            if len(self._known) > 10_000:
                self._known.clear()
            known = self._known[text] = self._looked_up(text)
        return known

    def _looked_up(self, text: str) -> bool:
        try:
            found = ip_address(text)
        except ValueError:
            return False
        if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
            found = found.ipv4_mapped
        return any(found in network for network in self._networks)

    def _shows_token(self, scope: Any) -> bool:
        if not self._token:
            return False
        shown = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
        kind, _, token = shown.partition(b" ")
        return kind.lower() == b"bearer" and compare_digest(token.strip(), self._token)
