"""Who visits a page, and what every page and form of somebody signed in has in common."""

import hmac
from collections.abc import Mapping
from urllib.parse import quote, urlsplit

from litestar.response import Redirect

from sor.desk.sessions import Sessions, SignedIn
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.kit.typed_form import FORM_TOKEN, OldForm, typed_form
from sor.endpoints.web.login.cookies import SESSION, read_kept
from sor.store.reach import failures

HOME = "/me"
LONGEST_ADDRESS = 1000
"""Characters of a page to come back to: it travels in a cookie."""
NO_STORE = {"Cache-Control": "no-store"}


class Visitors:
    """Tells who visits."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def visitor(self, request: HttpRequest) -> SignedIn | None:
        """Who is signed in in this browser; None for everybody else."""
        return self._sessions.signed_in(read_kept(request, SESSION))

    def name(self, request: HttpRequest) -> str:
        """What the header calls whoever visits; empty for who is not signed in, and while that cannot be asked."""
        try:
            found = self.visitor(request)
        except failures():
            return ""
        return "" if found is None else found.actor.name or found.actor.id

    def sender(self, request: HttpRequest, form: Mapping[str, str]) -> SignedIn | None:
        """Who sends a form that writes; None when nobody is signed in. Raises Problem unless the form was given out in
        the same session.
        """
        signed_in = self.visitor(request)
        given = form.get(FORM_TOKEN, "")
        if signed_in is not None and not hmac.compare_digest(given.encode(), signed_in.csrf.encode()):
            told = Sentence(
                FORM_TOKEN, "Formularen er ikke fra denne session; intet er ændret. Åbn siden igen.",
                "The form is not of this session; nothing was changed. Open the page again.",
            )  # fmt: skip
            if self._sessions.whose(given) == signed_in.actor.id:
                raise OldForm(signed_in.csrf, told)
            raise Problem("form-token", told)
        return signed_in


def to_login(request: HttpRequest, goes_to: str = "") -> Redirect:
    """The way to sign in, and back to the page that was asked for or another. Raises Problem for a form in which
    something was typed: its page holds it until its sender has signed in.
    """
    if typed_form(request, "da") is not None:
        raise Problem("signed-out", Sentence(
            "", "Log ind i et nyt vindue, og send det så igen her.",
            "Sign in in another window, then send it again here.",
        ))  # fmt: skip
    return Redirect(f"/login?next={quote(goes_to or asked_of(request))}", status_code=303, headers=NO_STORE)


def asked_of(request: HttpRequest) -> str:
    """The address on this site that a request asks for."""
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def own_page(address: str) -> str:
    """The address of a page of this register; anything else leads to one's own page."""
    if (
        len(address) > LONGEST_ADDRESS
        or not address.startswith("/")
        or address[1:2] in ("/", "\\")
        or not address.isprintable()
        or "\\" in address
    ):
        return HOME
    asked = urlsplit(address)
    if asked.scheme or asked.netloc or asked.path.startswith(("/login", "/logout")):
        return HOME
    return address
