"""What a form of the guided steps holds. Each page carries what the others were told, hidden, by step and field; so the
server keeps nothing, and the button that goes back loses nothing. Pure.
"""

import uuid
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sor.changes.guided.answers import FIELDS, STEPS

LONGEST = 4000
"""Characters of one field."""

FIRST, PREVIEW = "what", "preview"
"""The pages beside those of the steps: what is otherwise, and what it brings about."""

CARRIED = ("place", "base", "key", "draft")


class SentSteps(NamedTuple):
    """what: the steps that were ticked, in order. at: the page that was sent. place: whom it is about. answers: what
    was told, by step. base: the serial at which the first page was read. seen: a mark of what was shown and is
    confirmed by sending it again. use: what a field may have been meant to hold. goes_to: a page that is asked for.
    """

    what: tuple[str, ...]
    at: str
    place: str
    answers: Mapping[str, Mapping[str, str]]
    base: str
    key: str
    action: str
    seen: str = ""
    use: str = ""
    goes_to: str = ""
    draft: str = ""

    @property
    def step(self) -> str:
        """The step whose page was sent; empty for another page."""
        return self.at if self.at in self.what else ""

    @property
    def following(self) -> str:
        """The page after the one that was sent."""
        pages = [FIRST, *self.what, PREVIEW]
        return pages[min(pages.index(self.at) + 1, len(pages) - 1)] if self.at in pages else FIRST

    @property
    def before(self) -> str:
        """The page before the one that was sent."""
        pages = [FIRST, *self.what, PREVIEW]
        return pages[max(pages.index(self.at) - 1, 0)] if self.at in pages else FIRST

    def hidden(self, page: str) -> list[tuple[str, str]]:
        """The hidden fields of a page: all that was told on the others."""
        told = [(name, value) for name, value in self._asdict().items() if name in CARRIED and value]
        steps = [("what", step) for step in self.what] if page != FIRST else []
        return [("at", page), *told, *steps, *self.list_typed(but=page)]

    def list_typed(self, but: str = "") -> list[tuple[str, str]]:
        """What was told, by the names under which pages carry it; but: the step whose own page it is."""
        return [
            (f"{step}:{field}", value)
            for step, told in self.answers.items()
            if step != but
            for field, value in told.items()
        ]

    def as_draft(self) -> dict[str, str]:
        """All that is to be found again when it is laid aside."""
        return {
            "what": " ".join(self.what),
            "at": self.at,
            "place": self.place,
            "base": self.base,
            **dict(self.list_typed()),
        }


def read_sent(pairs: Iterable[tuple[str, str]]) -> SentSteps:
    """What a form holds. Names that no page has are left out."""
    plain: dict[str, str] = {}
    ticked: set[str] = set()
    answers: dict[str, dict[str, str]] = {}
    for name, text in pairs:
        value = text[:LONGEST]
        step, colon, field = name.partition(":")
        if name == "what":
            ticked |= set(value.split())
        elif colon:
            if field in FIELDS.get(step, ()):
                answers.setdefault(step, {})[field] = value
        else:
            plain[name] = value
    what = tuple(step for step in STEPS if step in ticked)
    at = plain.get("at") or FIRST
    if at in FIELDS:
        answers[at] = {**answers.get(at, {}), **{name: plain[name] for name in FIELDS[at] if name in plain}}
    key = plain.get("key", "")
    return SentSteps(
        what, at, plain.get("place", ""), answers, plain.get("base", ""),
        key if key.isalnum() and key.isascii() and len(key) <= 64 else uuid.uuid4().hex,
        plain.get("action", ""), plain.get("seen", ""), plain.get("use", ""), plain.get("to", ""),
        plain.get("draft", ""),
    )  # fmt: skip
