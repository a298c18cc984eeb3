"""What a browser keeps of a login under way and of a session: never readable by scripts, never sent by forms of other
sites, never over an open line but on one's own machine.
"""

from litestar.datastructures import Cookie

from sor.access.login.providers import LOOPBACK
from sor.endpoints.http.request import HttpRequest

SESSION, LOGIN = "sor_session", "sor_login"


def kept(request: HttpRequest, name: str) -> str:
    """What the browser keeps under a name; empty when it keeps nothing."""
    return request.cookies.get(_called(request, name), "")


def to_keep(request: HttpRequest, name: str, value: str, *, seconds: int | None = None) -> Cookie:
    """Something for the browser to keep, until it is closed or for some seconds; an empty value makes it forget."""
    return Cookie(
        key=_called(request, name),
        value=value,
        path="/",
        httponly=True,
        samesite="lax",
        secure=_is_secure(request),
        max_age=seconds if value else 0,
    )


def _called(request: HttpRequest, name: str) -> str:
    """With the prefix by which browsers take it from this very host over TLS only, and from no neighbour."""
    return f"__Host-{name}" if _is_secure(request) else name


def _is_secure(request: HttpRequest) -> bool:
    return request.url.scheme == "https" or request.url.hostname not in LOOPBACK
