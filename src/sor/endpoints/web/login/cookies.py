"""Under what address a browser knows the server, and what it keeps of a login under way and of a session: never
readable by scripts, never sent by forms of other sites, never over an open line but on one's own machine.
"""

from urllib.parse import urlsplit

from litestar.datastructures import Cookie

from sor.access.login.providers import LOOPBACK
from sor.endpoints.http.request import HttpRequest

SESSION, LOGIN = "sor_session", "sor_login"


def read_kept(request: HttpRequest, name: str) -> str:
    """What the browser keeps under a name; empty when it keeps nothing."""
    return request.cookies.get(_call_cookie(request, name), "")


def to_keep(request: HttpRequest, name: str, value: str, *, seconds: int | None = None) -> Cookie:
    """Something for the browser to keep, until it is closed or for some seconds; an empty value makes it forget."""
    return Cookie(
        key=_call_cookie(request, name),
        value=value,
        path="/",
        httponly=True,
        samesite="lax",
        secure=_is_secure(request),
        max_age=seconds if value else 0,
    )


def _call_cookie(request: HttpRequest, name: str) -> str:
    """With the prefix by which browsers take it from this very host over TLS only, and from no neighbour."""
    return f"__Host-{name}" if _is_secure(request) else name


def base_of(request: HttpRequest) -> str:
    """The server's address for browsers: what the settings say, since a proxy may tell neither name nor scheme; else as
    this one called it.
    """
    public: str = request.app.state.public_url
    return (public or str(request.base_url)).rstrip("/")


def _is_secure(request: HttpRequest) -> bool:
    base = urlsplit(base_of(request))
    return base.scheme == "https" or base.hostname not in LOOPBACK
