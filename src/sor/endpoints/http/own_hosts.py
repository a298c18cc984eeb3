"""The names by which a server is called; a request for another name is refused.

A page of another site can let its own name lead to this machine (DNS rebinding); the browser then takes it and the
register for one site, but still says that name in ``Host``. An address in figures cannot be made to lead elsewhere.
"""

import re
import socket
from ipaddress import ip_address
from urllib.parse import urlsplit

from litestar.types import HTTPScope

from sor.endpoints.http.problem import Problem, Sentence
from sor.settings import Settings

MOST_KEPT = 1_000
HOST = re.compile(r"(?:(?P<name>[A-Za-z0-9._~\-]+)|\[(?P<address>[0-9A-Fa-f:.]+)\])(?::[0-9]{1,5})?")
"""What ``Host`` may be: a name or an address, perhaps with a port. No user before it, no path behind it."""


class OwnHosts:
    """The own names: ``localhost``, this machine's, and those that the settings name."""

    def __init__(self, settings: Settings) -> None:
        public = urlsplit(settings.public_url)
        self._public = (public.scheme, public.netloc.encode()) if public.netloc else None
        self._of_proxies = frozenset(settings.hosts)
        named = {"localhost", socket.gethostname(), settings.host, public.hostname or "", *settings.hosts}
        self._names = frozenset(name.lower().rstrip(".") for name in named if name)
        self._known: set[str] = set()

    def refuse_host(self, scope: HTTPScope) -> Problem | None:
        """Why a request is not taken by the name it asks for; None when it is, or when it (HTTP 1.0) names none."""
        given = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        if not given and scope.get("http_version") == "1.0":
            return None
        if len(given) != 1 or not HOST.fullmatch(given[0]):
            return _unreadable(given)
        if self._is_own(given[0]):
            return None
        said = given[0][:100]
        return Problem("foreign-host", Sentence(
            "Host", f"Serveren kender ikke sig selv som '{said}'. Skriv navnet i SOR_PUBLIC_URL eller SOR_HOSTS.",
            f"The server does not know itself as '{said}'. Write the name in SOR_PUBLIC_URL or SOR_HOSTS.",
        ))  # fmt: skip

    def as_public(self, scope: HTTPScope) -> HTTPScope:
        """The scope of a request that a trusted proxy sent on under a name of its own, as it was sent to the proxy."""
        if self._public is None or _name(_host(scope)) not in self._of_proxies:
            return scope
        scheme, host = self._public
        headers = [(name, host if name == b"host" else value) for name, value in scope["headers"]]
        return {**scope, "scheme": scheme, "headers": headers}

    def _is_own(self, host: str) -> bool:
        if host in self._known:
            return True
        name = _name(host)
        is_own = name in self._names or _is_address(name)
        if is_own and len(self._known) < MOST_KEPT:
            self._known.add(host)
        return is_own


def _host(scope: HTTPScope) -> str:
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")


def _name(host: str) -> str:
    """The name in a Host header, without its port; empty when it cannot be read."""
    found = HOST.fullmatch(host)
    return "" if found is None else (found["name"] or found["address"]).lower().rstrip(".")


def _unreadable(given: list[str]) -> Problem:
    """What is said of a request that names no host, several, or something else (RFC 9112, section 3.2)."""
    said = ", ".join(given)[:100]
    return Problem("bad-request", Sentence(
        "Host", f"Hovedet Host er '{said}'. Skriv det én gang, som navn eller adresse, evt. med port.",
        f"The header Host is '{said}'. Write it once, as a name or an address, perhaps with a port.",
    ))  # fmt: skip


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
