"""Before any door: what a page of another site makes a browser send is refused, and so is a body of the wrong kind.

A browser cannot be made to lie in ``Origin``, and sends ``application/json`` or XML to another site only after asking;
``text/plain`` it sends unasked, so nothing here takes it. Nor is a packed body taken.
"""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from litestar.types import HTTPScope
from litestar.utils import normalize_path

from sor.desk.demo_provider import ADDRESS as OPENID
from sor.endpoints.http.leaving import READING
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.operation import demo_clock
from sor.endpoints.sores import ADDRESSES
from sor.endpoints.sorls import door as sorls
from sor.endpoints.sorus import door as sorus

CHANGES_BY_GET = frozenset(path for path, (_, action) in ADDRESSES.items() if action in ("reload", "forcereload"))
"""Addresses that do something when they are only read: NSP's contract of SORES says so."""

JSON = "application/json"
FORM, WITH_FILE = "application/x-www-form-urlencoded", "multipart/form-data"
XML = ("text/xml", "application/xml", "application/soap+xml")
DEMANDED: dict[str, tuple[str, ...]] = {
    "/api/v1/token": (FORM,),
    demo_clock.ADDRESS: (JSON,),
    **dict.fromkeys(("/login", "/logout", "/me/sessions", f"{OPENID}/token"), (FORM,)),
}
"""Where a body alone is enough to get something done: the kinds that are taken, one of which must be named."""

OPTIONAL: dict[str, tuple[str, ...]] = {
    "/api/v1/changes": (JSON,),
    **dict.fromkeys(sorus.PATHS, XML),
    "/api/v1/units/lookup": (JSON,),
    sorls.PATH: (*XML, FORM),
    **dict.fromkeys(ADDRESSES, (JSON, FORM)),
}
"""Where a POST only asks, or shows a token or a card, which no browser adds by itself: the body may come without a
kind, and where it only asks with the one that ``curl -d`` names by itself.
"""

_SIGNED_IN = (
    r"/sheets", r"/plans", r"/plans/[^/]+", r"/shak/worklist", r"/basket", r"/drafts/[^/]+", r"/cases/new",
    r"/cases/[^/]+", r"/access", r"/responsible/new", r"/responsible/[^/]+", r"/codes/[^/]+", r"/edi/sets",
    r"/edi/sets/[^/]+", r"/edi/campaigns/[^/]+", r"/quality/confirm", r"/quality/reminders", r"/units/new",
    r"/units/[^/]+/(?:edit|move|replace|merge|close|copy)", r"/entries/[^/]+/(?:withdraw|reschedule|undo)",
    r"/changed", r"/changed/receipt", r"/changed/new", r"/changed/compare",
    r"/oss/[^/]+", r"/oss/[^/]+/(?:trees|settings)", r"/news/new",
    r"/subscriptions", r"/sites/new", r"/sites/[^/]+/edit", r"/sites/[^/]+/end",
)  # fmt: skip
MARKED = re.compile("|".join(_SIGNED_IN))
"""The forms of who is signed in; each bears the mark of its session."""

UPLOADS = frozenset({"/sheets", "/changed/compare"})
"""Those of them that take a file."""

OPEN_FORMS = re.compile(r"/responsible/[^/]+/write|/still-right|/units/[^/]+/report|/news|/news/confirm/[^/]+")
"""The forms of whoever is not signed in; that the page is this register's is told by ``Origin``."""

FROM_PROVIDERS = re.compile(r"/login/[^/]+/(?:acs|logout|ended)")
"""Where identity providers make a browser send something, or send it themselves: what comes is judged by its signature,
and what a browser brings is sent again by a page of this register before anything is done with it.
"""

BY_LINK = re.compile(r"/news/leave/[^/]+")
"""What a mail program, or a page in which mail is read, sends by one click (RFC 8058): the signed link says all."""

ANSWERED = re.compile(r"/login/[^/]+/answer")

OF_FORMS = frozenset({"text/plain", FORM, WITH_FILE})
"""The kinds that a browser sends for a form of any page; an address that is not named above takes none of them."""

DEFAULT_PORTS = {"http": 80, "https": 443}


def refuse_request(scope: HTTPScope, public: str = "") -> Problem | None:
    """Why a request is not let to any door; None when it is. public: the address under which browsers know the server,
    where the settings say it: a proxy may tell neither that name nor that its line is TLS.
    """
    method, path = scope["method"], scope["path"]
    if method in READING and path not in CHANGES_BY_GET:
        return None
    is_from_outside = any(shape.fullmatch(normalize_path(path)) for shape in (FROM_PROVIDERS, BY_LINK))
    if not is_from_outside and (foreign := _foreign(scope, public)):
        return Problem("foreign-origin", Sentence(
            "Origin", f"Forespørgslen kommer fra en side på {foreign} og ikke fra dette register; intet er ændret.",
            f"The request comes from a page at {foreign}, not from this register; nothing was changed.",
        ))  # fmt: skip
    if method in READING:
        return None
    if (coding := _refuse_packed(scope)) is not None:
        return coding
    return _wrong_kind(normalize_path(path), [_kind(value) for value in _headers(scope, b"content-type")])


def _foreign(scope: HTTPScope, public: str) -> str:
    """The site that made a browser send this, in its own words, when it is not this one."""
    scheme, own = scope.get("scheme", "http"), _headers(scope, b"host")
    for origin in _headers(scope, b"origin"):
        if not _is_at(origin, public) and (len(own) != 1 or not _is_own(origin, scheme, own[0])):
            return origin[:100] or "null"
    if any(site in ("cross-site", "same-site") for site in _headers(scope, b"sec-fetch-site")):
        return "another site"
    return ""


def _is_own(origin: str, scheme: str, host: str) -> bool:
    """Whether an origin is that of the address asked. Before a proxy that ends TLS, https outside is http inside."""
    try:
        asking = urlsplit(origin)
        if asking.scheme not in ({"https"} if scheme == "https" else DEFAULT_PORTS):
            return False
        asked = urlsplit(f"{asking.scheme}://{host}")
        default = DEFAULT_PORTS[asking.scheme]
        return (asking.hostname, asking.port or default) == (asked.hostname, asked.port or default)
    except ValueError:
        return False


def _is_at(origin: str, address: str) -> bool:
    """Whether an origin is that of an address."""
    try:
        asking, own = urlsplit(origin), urlsplit(address)
        parts = [(one.scheme, one.hostname, one.port or DEFAULT_PORTS.get(one.scheme)) for one in (asking, own)]
    except ValueError:
        return False
    return bool(own.hostname) and parts[0] == parts[1]


def _wrong_kind(path: str, given: list[str]) -> Problem | None:
    is_form = any(shape.fullmatch(path) for shape in (MARKED, OPEN_FORMS, FROM_PROVIDERS, ANSWERED))
    forms = (FORM, WITH_FILE) if path in UPLOADS else (FORM,) if is_form else ()
    taken = DEMANDED.get(path) or OPTIONAL.get(path) or forms
    taken = (FORM, WITH_FILE) if BY_LINK.fullmatch(path) else taken
    is_taken = all(kind in taken if taken else kind not in OF_FORMS for kind in given)
    if is_taken and (given or path not in DEMANDED):
        return None
    said = ", ".join(given)[:100] or "–"
    wanted = " / ".join(taken or (JSON,))
    return Problem("media-type", Sentence(
        "Content-Type", f"Hovedet Content-Type er '{said}'. Skriv {wanted}.",
        f"The header Content-Type is '{said}'. Write {wanted}.",
    ))  # fmt: skip


def _refuse_packed(scope: HTTPScope) -> Problem | None:
    """Why a packed body is not taken (RFC 9110 §8.4): a few bytes of it may unpack to more than there is memory."""
    codings = [coding for coding in _headers(scope, b"content-encoding") if coding.lower() not in ("", "identity")]
    if not codings:
        return None
    said = ", ".join(codings)[:100]
    return Problem("media-type", Sentence(
        "Content-Encoding", f"Indholdet er pakket ('{said}'). Send det upakket, uden hovedet Content-Encoding.",
        f"The body is packed ('{said}'). Send it as it is, without the header Content-Encoding.",
    ), headers={"Accept-Encoding": "identity"})  # fmt: skip


def _kind(value: str) -> str:
    return value.partition(";")[0].strip().lower()


def _headers(scope: HTTPScope, wanted: bytes) -> list[str]:
    headers: Iterable[tuple[bytes, bytes]] = scope["headers"]
    return [value.decode("latin-1").strip() for name, value in headers if name == wanted]
