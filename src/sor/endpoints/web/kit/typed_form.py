"""What was typed into a form that is not taken: its page shows it beside the reason, and sends it again by one click.

Whoever was told no has lost nothing: a right comes back, a database answers again, somebody signs in anew.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.kit.labels import LABELS, LANGUAGES

FORM_TOKEN = "csrf"  # noqa: S105 (the name of a field)
OF_THE_PAGE = frozenset({
    FORM_TOKEN, "key", "base", "confirmed", "seen", "action", "draft", "lang", "at", "next", "owner", "tree",
})  # fmt: skip
"""Fields that a page fills in and nobody types."""


class OldForm(Problem):
    """A form that its sender was given in a session of theirs that has ended. token: the mark of the one they have."""

    def __init__(self, token: str, *sentences: Sentence) -> None:
        super().__init__("form-token", *sentences)
        self.token = token


class TypedForm(NamedTuple):
    """A form that was sent. address: where to; fields: all of it, as it came; told: what somebody typed or chose, each
    with what it is called.
    """

    address: str
    fields: Sequence[tuple[str, str]]
    told: Sequence[tuple[str, str]]


def keep_typed(request: HttpRequest, fields: Sequence[tuple[str, str]]) -> None:
    """Remember what a form of a page says for as long as it is being answered; what a login sends is nobody's text."""
    if is_form(request):
        request.state.typed = [*fields]


def is_form(request: HttpRequest) -> bool:
    """Whether what is sent is a form of a page."""
    from sor.endpoints.http.senders import MARKED, OPEN_FORMS  # noqa: PLC0415 (it knows every door, pages among them)

    return request.method == "POST" and any(one.fullmatch(request.url.path) for one in (MARKED, OPEN_FORMS))


def typed_form(request: HttpRequest, language: str, problem: Problem | None = None) -> TypedForm | None:
    """What was sent of a form; None when nothing was that anybody would miss."""
    fields: Sequence[tuple[str, str]] = request.scope.get("state", {}).get("typed", ())
    told = [(_call_field(name, language), text) for name, text in fields if text.strip() and name not in OF_THE_PAGE]
    if not told:
        return None
    if isinstance(problem, OldForm):
        fields = [(name, problem.token if name == FORM_TOKEN else text) for name, text in fields]
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return TypedForm(asked, fields, told)


def _call_field(name: str, language: str) -> str:
    """What pages call a field; its own name where they say nothing of it alone."""
    whole, _, part = name.partition(".")
    for words in ([f"field.{name}"], [f"edit.{name}"], [f"field.{whole}", f"part.{part}"], [f"part.{name}"]):
        if all(one in LABELS for one in words):
            return ": ".join(LABELS[one][LANGUAGES.index(language)] for one in words)
    return name
