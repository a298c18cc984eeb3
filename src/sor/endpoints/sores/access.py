"""Who may ask SORES: callers from inside the allowed networks, and those who show the token."""

from collections.abc import Sequence
from hmac import compare_digest
from ipaddress import IPv4Network, IPv6Network

from litestar.types import HTTPScope

from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.proxies import Networks, is_sent_on


class Inside:
    """The networks and the token (none when empty) that open the door."""

    def __init__(self, networks: Sequence[IPv4Network | IPv6Network], token: str) -> None:
        self._networks = Networks(networks)
        self._token = token.encode()

    def check(self, scope: HTTPScope) -> None:
        """Raises Problem for a caller from outside, and for one whom a proxy that is not trusted hides."""
        client = scope.get("client")
        if client is None or self._shows_token(scope):
            return  # no client: a socket on this machine
        if client[0] in self._networks:
            if not is_sent_on(scope):
                return
            raise Problem("not-allowed", Sentence(
                "",
                f"{client[0]} sender en forespørgsel videre for en anden, men står ikke i SOR_TRUSTED_PROXIES: så kan"
                " SORES ikke vide, om den kommer indefra.",
                f"{client[0]} sends a request on for somebody else and is not named in SOR_TRUSTED_PROXIES: so SORES"
                " cannot know whether it comes from inside.",
            ))  # fmt: skip
        refused = f"Adressen {client[0]} må ikke spørge SORES.", f"The address {client[0]} may not ask SORES."
        raise Problem("not-allowed", Sentence(
            "",
            f"{refused[0]} SORES er kun for det indre af platformen: spørg SORLS eller /api/v1, eller få adressen"
            " skrevet i SOR_SORES_ALLOWED.",
            f"{refused[1]} SORES is for the inside of the platform only: ask SORLS or /api/v1, or have the address"
            " written in SOR_SORES_ALLOWED.",
        ))  # fmt: skip

    def _shows_token(self, scope: HTTPScope) -> bool:
        if not self._token:
            return False
        shown = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
        kind, _, token = shown.partition(b" ")
        return kind.lower() == b"bearer" and compare_digest(token.strip(), self._token)
