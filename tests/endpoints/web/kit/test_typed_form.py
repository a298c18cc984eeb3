"""What was typed into a form that is not taken, and what it is called."""

from typing import Any

import pytest

from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.kit.typed_form import OldForm, keep_typed, typed_form

TYPED = [("csrf", "old"), ("key", "k1"), ("name", "Afsnit 3"), ("note", "  "), ("virtual_address.email", "a@b.dk")]


def request(path: str = "/units/1/edit", query: bytes = b"") -> HttpRequest:
    scope: Any = {
        "type": "http", "method": "POST", "path": path, "query_string": query, "headers": [(b"host", b"sor.dk")],
        "state": {}, "root_path": "", "server": ("sor.dk", 80), "scheme": "http",
    }  # fmt: skip
    return HttpRequest(scope)


@pytest.mark.parametrize(
    ("language", "called"), [("da", ["Navn", "E-mail"]), ("en", ["Name", "E-mail"])]
)  # fmt: skip
def test_only_what_somebody_typed_is_told_by_the_name_of_its_field(language: str, called: list[str]) -> None:
    asked = request(query=b"lang=en")
    keep_typed(asked, TYPED)
    typed = typed_form(asked, language)
    assert typed is not None
    assert (typed.address, [*typed.fields]) == ("/units/1/edit?lang=en", TYPED)
    assert [text for _, text in typed.told] == ["Afsnit 3", "a@b.dk"]
    assert all(word in name for word, (name, _) in zip(called, typed.told, strict=True)), typed.told


def test_a_form_in_which_nothing_stands_is_no_loss() -> None:
    asked = request()
    assert typed_form(asked, "da") is None
    keep_typed(asked, [("csrf", "x"), ("action", "save"), ("name", " ")])
    assert typed_form(asked, "da") is None


def test_a_form_of_ones_own_session_before_is_sent_again_with_the_mark_of_this_one() -> None:
    asked = request()
    keep_typed(asked, TYPED)
    told = Sentence("csrf", "Gammel", "Old")
    renewed = typed_form(asked, "da", OldForm("new", told))
    strange = typed_form(asked, "da", Problem("form-token", told))
    assert renewed is not None
    assert strange is not None
    assert (dict(renewed.fields)["csrf"], dict(strange.fields)["csrf"]) == ("new", "old")
    assert dict(renewed.fields) | {"csrf": "old"} == dict(TYPED)


@pytest.mark.parametrize("path", ["/login/saml/acs", "/login", "/api/v1/token", "/openid/token"])
def test_what_a_login_sends_is_kept_by_no_page(path: str) -> None:
    asked = request(path)
    keep_typed(asked, [("SAMLResponse", "PHNhbWw+")])
    assert typed_form(asked, "da") is None
